/** The emoji shortcodes that cards commonly use; an unknown one stays as it was typed. */

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", clap: "👏", pray: "🙏",
  raised_hands: "🙌", ok_hand: "👌", point_right: "👉", point_up: "☝️", muscle: "💪", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂", wink: "😉", thinking_face: "🤔",
  cry: "😢", sweat_smile: "😅", tada: "🎉", rocket: "🚀", fire: "🔥", sparkles: "✨", star: "⭐",
  heart: "❤️", bulb: "💡", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢",
  speech_balloon: "💬", email: "✉️", envelope: "✉️", telephone: "☎️", phone: "☎️",
  telephone_receiver: "📞", iphone: "📱", calling: "📲", computer: "💻", lock: "🔒", unlock: "🔓",
  key: "🔑", mag: "🔍", link: "🔗", paperclip: "📎", pushpin: "📌", memo: "📝", pencil: "✏️",
  clipboard: "📋", file_folder: "📁", page_facing_up: "📄", bar_chart: "📊", moneybag: "💰",
  dollar: "💵", credit_card: "💳", receipt: "🧾", shopping_trolley: "🛒", calendar: "📅",
  date: "📅", clock1: "🕐", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰",
  stopwatch: "⏱️", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️",
  x: "❌", negative_squared_cross_mark: "❎", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫",
  octagonal_sign: "🛑", rotating_light: "🚨", information_source: "ℹ️", question: "❓",
  exclamation: "❗", red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_yellow_circle: "🟡", white_circle: "⚪", black_circle: "⚫", arrow_right: "➡️",
  arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", repeat: "🔁",
  construction: "🚧", wrench: "🔧", hammer: "🔨", gear: "⚙️", package: "📦", robot_face: "🤖",
  us: "🇺🇸", "flag-us": "🇺🇸", earth_americas: "🌎", round_pushpin: "📍", house: "🏠", office: "🏢",
};

/** The character for a shortcode, or undefined. */
export function emojiFor(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}
