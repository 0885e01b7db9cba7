/** The words of the address bar, read and written alike on every page. */

/** @typedef {Record<string, string>} Words */

/**
 * A query as a person can read it: colons and commas stand as they are.
 * @param {Words} words
 * @returns {string}  with its question mark; empty without words
 */
export function queryOf(words) {
  const parts = Object.entries(words).map(([name, text]) => `${name}=${encode(text)}`);
  return parts.length ? `?${parts.join("&")}` : "";
}

/** @param {string} text */
const encode = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");

/**
 * The language that the address names, as a word of further addresses.
 * @param {{search: string}} place
 * @returns {Words}  none where the address names no language
 */
export function languageWord({ search } = location) {
  const lang = new URLSearchParams(search).get("lang");
  return lang ? { lang } : {};
}

/**
 * Write another query into the address bar; the history keeps its entry, and what Streamlit stored with it.
 * @param {string} query  with its question mark, or empty
 */
export function replaceQuery(query) {
  if (query !== location.search) history.replaceState(history.state, "", location.pathname + query + location.hash);
}
