/** Puts the page together: who acts, where, and what is read again when something changed. */

import { api, RefusedError } from "./api.js";
import { runShortcut } from "./acts.js";
import { Drawer } from "./behind/drawer.js";
import { Chat, titleOf } from "./chat.js";
import { el, fill, setText } from "./dom.js";
import { Home } from "./home.js";
import { Modals } from "./modal.js";
import { addressOf, readRoute, routeOfPermalink, writeRoute } from "./route.js";
import { drawSidebar } from "./sidebar.js";
import { startOver } from "./start_over.js";
import { Stream } from "./stream.js";
import { Tabs } from "./tabs.js";
import { Thread } from "./thread.js";
import { newThreads, unreadCount } from "./unread.js";
import { DM, HOME, Workspace } from "./workspace.js";

const byId = (id) => document.getElementById(id);
const ALL = ["message", "view", "home", "bot", "ledger", "journal", "reset"];

/** The whole page. */
class Page {
  constructor() {
    this.announcer = byId("announcer");
    this.messages = new Map();
    this.counts = new Map();
    this.asked = new Map();
    this.chat = new Chat(byId("chat"), this);
    this.home = new Home(byId("chat"), this);
    this.thread = new Thread(byId("thread"), this);
    this.modals = new Modals();
    this.drawer = new Drawer(byId("behind"), this);
    this.tabs = new Tabs(byId("tabs"), {
      thread: () => this.lookAtThread(),
      behind: () => this.drawer.openSome(),
    });
    this.stream = new Stream((notices) => this.attempt(this.onNotices(notices)));
  }

  async start() {
    byId("actor").addEventListener("change", (event) => this.become(event.target.value));
    byId("start-over").addEventListener("click", () => this.attempt(startOver(this)));
    document.addEventListener("click", (event) => this.onLink(event));
    window.addEventListener("popstate", () => this.attempt(this.show()));
    await this.show();
    // Another window of this browser may have read something; there is nobody to count for before.
    document.addEventListener("visibilitychange", () => this.attempt(this.onLook()));
    window.addEventListener("storage", () => this.attempt(this.countAll()));
    await this.drawer.refresh(new Set(ALL));
  }

  /** Goes elsewhere: another person, place or thread. */
  go(changes) {
    const { as, channel, thread } = { ...this.route, ...changes };
    writeRoute({ as, channel, thread });
    if (changes.thread) this.tabs.choose("thread");
    return this.attempt(this.show());
  }

  become(name) {
    return this.go({ as: name, thread: "" });
  }

  /** Shows what the address says. */
  async show() {
    const wanted = readRoute();
    const someoneElse = wanted.as !== this.route?.as;
    if (someoneElse || !this.workspace) await this.meet(wanted.as);
    this.route = this.possible(wanted);
    writeRoute(this.route, { replace: true });
    this.drawHead();
    await Promise.all([this.showPlace(), this.showThread()]);
    if (someoneElse) await Promise.all([this.countAll(), this.modals.refresh(this.workspace)]);
  }

  /** Reads the workspace as this person sees it. */
  async meet(name) {
    this.workspace = new Workspace(await api.state(), name);
    this.messages.clear();
    this.counts.clear();
    this.stream.listen(this.workspace.me.name);
  }

  /** The nearest place that this person can see. */
  possible({ channel, thread }) {
    const { workspace } = this;
    const there =
      channel === DM || (channel === HOME && workspace.hasHome) || workspace.channel(channel);
    const place = there ? channel : workspace.channels[0].name;
    return { as: workspace.me.name, channel: place, thread: there ? thread : "" };
  }

  async showPlace() {
    const { channel } = this.route;
    if (channel === HOME) {
      this.chat.forget();
      await this.home.open(this.workspace);
      return;
    }
    this.chat.open(this.workspace, channel);
    await this.load(channel);
  }

  async showThread() {
    const { channel, thread } = this.route;
    const isOther = thread !== this.thread.ts;
    if (isOther && thread) this.tabs.choose("thread");
    if (isOther && !thread && this.tabs.chosen === "thread") this.tabs.choose("chat");
    await this.thread.open(this.workspace, channel, thread);
  }

  newThreads() {
    const { channel, thread } = this.route;
    const threads = newThreads(this.workspace, channel, this.messages.get(channel) ?? []);
    return threads.filter((each) => !thread || each.ts === thread);
  }

  /** The tab Thread: the open thread, else the one with the newest reply. */
  lookAtThread() {
    const newest = this.newThreads().at(-1);
    if (this.route.thread) this.attempt(this.thread.refresh());
    else if (newest) this.go({ thread: newest.ts });
  }

  /** Reads a place's messages; an answer that a later one has overtaken is dropped. */
  async load(place) {
    const { workspace } = this;
    const turn = (this.asked.get(place) ?? 0) + 1;
    this.asked.set(place, turn);
    const { messages } = await api.messages(workspace.address(place), workspace.me.name);
    if (this.asked.get(place) !== turn || workspace.me.name !== this.workspace.me.name) return;
    this.messages.set(place, messages);
    if (place === this.route.channel) this.chat.render(messages);
    await this.count(place);
  }

  /** Counts what waits in a place; the messages on the screen count as read. */
  async count(place) {
    const count = await unreadCount(this.workspace, place, this.messages.get(place) ?? []);
    this.counts.set(place, count);
    // A thread that was just read is new no more.
    if (place === this.route.channel && this.messages.has(place)) {
      this.chat.render(this.messages.get(place));
    }
    this.tabs.badgeThread(this.newThreads().length);
    this.drawSidebar();
  }

  async countAll() {
    const places = [...this.workspace.channels.map((room) => room.name), DM];
    await Promise.all(places.map((place) => this.load(place)));
  }

  async onLook() {
    if (document.visibilityState === "visible") await this.onNotices([{ kind: "reset" }]);
  }

  /** Reads again what the notices are about. */
  async onNotices(notices) {
    const kinds = new Set(notices.map((notice) => notice.kind));
    if (kinds.has("reset") || kinds.has("state")) await this.refreshAll();
    else await this.refreshPlaces(notices);
    if (kinds.has("view")) await this.modals.refresh(this.workspace);
    if (kinds.has("home") && this.route.channel === HOME) await this.home.refresh();
    await this.drawer.refresh(kinds);
  }

  async refreshPlaces(notices) {
    const ids = new Set(notices.map((notice) => notice.channel).filter(Boolean));
    const places = [...ids].map((id) => this.workspace.placeOf(id)).filter(Boolean);
    const here = places.includes(this.route.channel);
    if (here) await this.thread.refresh();
    await Promise.all(places.map((place) => this.load(place)));
  }

  async refreshAll() {
    this.workspace = new Workspace(await api.state(), this.route.as);
    await this.show();
    await Promise.all([this.countAll(), this.thread.refresh()]);
    await this.modals.refresh(this.workspace);
  }

  drawHead() {
    const { workspace, route } = this;
    const options = workspace.actors.map((user) => {
      const about = [user.real_name, user.profile.title].filter(Boolean).join(", ");
      return el("option", { value: user.name, title: about }, workspace.userName(user.id));
    });
    fill(byId("actor"), options).value = workspace.me.name;
    const other = route.as === "mei" ? ["ana", "numbers"] : ["mei", "number-approvals"];
    const second = byId("second-window");
    second.href = addressOf({ as: other[0], channel: other[1] });
    const name = other[0] === "mei" ? "Mei" : "Ana";
    setText(second, `Second window as ${name}`);
    document.title = `${titleOf(route.channel)} · ${workspace.userName(workspace.me.id)} · Sandbox`;
    this.drawSidebar();
  }

  drawSidebar() {
    const { workspace, route, counts } = this;
    const shortcut = (id) => this.attempt(runShortcut(workspace, id));
    const go = (changes) => this.go(changes);
    const drawn = { workspace, place: route.channel, counts, go, shortcut };
    drawSidebar(byId("sidebar"), drawn);
  }

  /** A permalink opens here; Slack would do the same. */
  onLink(event) {
    const href = event.target.closest?.("a[href]")?.href;
    const route = href && routeOfPermalink(href, this.route.as, this.workspace);
    if (!route) return;
    event.preventDefault();
    this.go(route);
  }

  /** Waits for it; what was refused is said at the top of the page. */
  async attempt(promise) {
    try {
      await promise;
      fill(byId("trouble"));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      setText(byId("trouble"), error.message);
    }
  }
}

new Page().start();
