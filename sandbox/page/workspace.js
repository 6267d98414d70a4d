/** The workspace as the acting person sees it: names for ids, channels, what the app offers. */

const ORDER = ["numbers", "number-approvals", "random", "deals"];
export const HOME = "app-home";
export const DM = "order-numbers";

/** People, channels and the app's declarations, read from the control API's state. */
export class Workspace {
  constructor(state, acting) {
    this.state = state;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.me = state.users.find((user) => user.name === acting && canAct(user)) ?? this.actors[0];
    this.rooms = state.channels.filter((room) => !room.is_im).sort(byOrder);
  }

  /** Everyone who can act: not the bot, nobody who has left. */
  get actors() {
    return this.state.users.filter(canAct);
  }

  get bot() {
    return this.state.users.find((user) => user.is_bot);
  }

  /** The channels that the acting person is in. */
  get channels() {
    return this.rooms.filter((room) => room.members.includes(this.me.id));
  }

  channel(name) {
    return this.channels.find((room) => room.name === name);
  }

  /** How the control API names a place: a channel's name, or `@user` for direct messages. */
  address(place) {
    return place === DM ? `@${this.me.name}` : place;
  }

  /** The place in this page for a channel id, or undefined. */
  placeOf(id) {
    const room = this.state.channels.find((each) => each.id === id);
    if (!room) return undefined;
    if (!room.is_im) return this.channel(room.name)?.name;
    return room.user === this.me.id ? DM : undefined;
  }

  botIn(place) {
    return place === DM || Boolean(this.channel(place)?.members.includes(this.bot.id));
  }

  isMe(id) {
    return id === this.me.id;
  }

  /** A person's name as others read it. */
  userName(reference) {
    const id = reference.split("|")[0];
    const user = this.users.get(id);
    if (id === "USLACKBOT") return "Slackbot";
    return user?.profile?.display_name || user?.real_name || reference.split("|")[1] || id;
  }

  channelName(id) {
    return this.state.channels.find((room) => room.id === id)?.name ?? "";
  }

  groupHandle(id) {
    return this.state.groups.find((group) => group.id === id)?.handle ?? id;
  }

  get commands() {
    return this.state.commands ?? [];
  }

  shortcuts(type) {
    return (this.state.shortcuts ?? []).filter((shortcut) => shortcut.type === type);
  }

  get hasHome() {
    return Boolean(this.state.home_tab);
  }
}

function canAct(user) {
  return !user.is_bot && !user.deleted && user.id !== "USLACKBOT";
}

function byOrder(one, other) {
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

function rank(room) {
  const at = ORDER.indexOf(room.name);
  return at < 0 ? ORDER.length : at;
}
