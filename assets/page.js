/**
 * What concerns the whole page: its language, for screen readers, hyphenation and the choice of letter forms; and
 * the address of a page that was come to by the menu, which names no experiment.
 */

/**
 * @param {{data: {language: string, query: string|null}}} component
 */
export function mount({ data: { language, query } }) {
  document.documentElement.lang = language;
  // Only where there are no words yet: this runs again at every change of the theme.
  if (query && !location.search) history.replaceState(history.state, "", `${location.pathname}?${query}`);
}
