/**
 * Korean particles after a value: the rule of playground/locale/particles.py, for what the browser says.
 * tests/particles.json holds the cases of both.
 */

/** @type {Record<string, string>} */
const DIGITS = { 0: "ㅇ", 1: "ㄹ", 2: " ", 3: "ㅁ", 4: " ", 5: " ", 6: "ㄱ", 7: "ㄹ", 8: "ㄹ", 9: " " };
const TENS = " ㅂㄱㄴ"; // 십 백 천
const MYRIADS = " ㄴㄱ ㅇ "; // 만 억 조 경 해
const NUMBER = /(?:([0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])|[0-9]+)(\.[0-9]*)?|(\.[0-9]+))(?:[eE]([+-]?[0-9]+))?$/;
const UNSOUNDED = /[^\p{L}\p{N}%°∞]+$/u;
/** @type {Record<string, string>} */
const NAMES = { l: "ㄹ", r: "ㄹ", m: "ㅁ", n: "ㄴ" };
/** @type {Record<string, string>} */
const WORDS = { bit: " ", check: " ", column: "ㅁ", dropout: "ㅅ", json: "ㄴ", web: "ㅂ", xor: " " };
/** @type {[RegExp, string][]} */
const ENGLISH = [
  [/ng$/, "ㅇ"],
  [/(?:l|[aeiou]le|[^aeiou]le)$/, "ㄹ"],
  [/(?:m|[aeiou]me)$/, "ㅁ"],
  [/(?:n|[aeiou]ne)$/, "ㄴ"],
  [/(?:^|[^aeiouy])[aeiou](?:p|t|c|ck)$/, "ㅂ"],
];

/**
 * The text and its particle.
 * @param {string} text
 * @param {string} closed the form after a consonant
 * @param {string} opened the form after a vowel
 * @returns {string}
 */
export function withParticle(text, closed, opened) {
  const final = finalOf(text);
  return text + (final === " " || (final === "ㄹ" && closed.startsWith("으로")) ? opened : closed);
}

/**
 * The consonant in which a text ends when it is read aloud, or a blank.
 * @param {string} text
 * @returns {string}
 */
function finalOf(text) {
  const sounded = text.replace(UNSOUNDED, "");
  if (sounded === "" || /[%°∞]$/.test(sounded)) return " ";
  if (/[⁰¹²³⁴⁵⁶⁷⁸⁹]$/.test(sounded)) return "ㅂ";
  const plain = sounded.replaceAll("−", "-").normalize("NFKC");
  const number = NUMBER.exec(plain);
  if (number) return finalOfNumber(number);
  const last = plain.slice(-1).toLowerCase();
  if (last >= "가" && last <= "힣") {
    const place = (last.charCodeAt(0) - "가".charCodeAt(0)) % 28;
    return place === 0 ? " " : place === 8 ? "ㄹ" : "ㅇ";
  }
  if (last >= "\u1100" && last <= "\u1112") return last === "\u1105" ? "ㄹ" : "ㄱ";
  if ("εου".includes(last)) return "ㄴ";
  const word = /[A-Za-z]+$/.exec(plain);
  return word ? finalOfWord(word[0]) : " ";
}

/**
 * The consonant of a number: decimals are read digit by digit, whole numbers with 십, 백, 천, 만, 억.
 * @param {RegExpExecArray} number
 * @returns {string}
 */
function finalOfNumber([, whole, decimals, bare, power]) {
  const behind = (decimals ?? bare ?? "").replace(".", "");
  if (power === undefined && behind) return DIGITS[behind.slice(-1)];
  const digits = (power ?? whole).replace(/[^0-9]/g, "").replace(/^0+/, "") || "0";
  const zeros = digits.length - digits.replace(/0+$/, "").length;
  if (digits === "0" || zeros === 0) return DIGITS[digits.slice(-1)];
  return zeros < 4 ? TENS[zeros] : MYRIADS[Math.min(Math.floor(zeros / 4), 5)];
}

/**
 * The consonant of an English word, of a letter or of letters that are read one by one.
 * @param {string} word
 * @returns {string}
 */
function finalOfWord(word) {
  const lower = word.toLowerCase();
  if (Object.hasOwn(WORDS, lower)) return WORDS[lower];
  if (word.length === 1 || word === word.toUpperCase() || !/[aeiouy]/.test(lower)) return NAMES[lower.slice(-1)] ?? " ";
  return ENGLISH.find(([form]) => form.test(lower))?.[1] ?? " ";
}
