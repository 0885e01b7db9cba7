/** What concerns the whole page: its language, for screen readers, hyphenation and the choice of letter forms. */

/**
 * @param {{data: {language: string}}} component
 */
export function mount({ data }) {
  document.documentElement.lang = data.language;
}
