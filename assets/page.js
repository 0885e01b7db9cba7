/**
 * What concerns the whole page: its language, for screen readers, hyphenation and the choice of letter forms; the
 * address of a page that was come to by the menu, which names no experiment; and its style sheet, where the page came
 * without it (a host that sends Streamlit's page itself) or with an older one (a server that was replaced meanwhile).
 */

/**
 * @param {{data: {language: string, query: string|null, sheet: string|null}}} component
 */
export function mount({ data: { language, query, sheet } }) {
  document.documentElement.lang = language;
  // Only where there are no words yet: this runs again at every change of the theme.
  if (query && !location.search) history.replaceState(history.state, "", `${location.pathname}?${query}`);
  if (sheet) dress(new URL(sheet, document.baseURI).href);
}

/**
 * @param {string} address
 */
function dress(address) {
  const sheets = [.../** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll("body > link[rel=stylesheet]"))];
  if (sheets.some((link) => link.href === address)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  link.onload = () => sheets.forEach((old) => old.remove());
  document.body.prepend(link);
}
