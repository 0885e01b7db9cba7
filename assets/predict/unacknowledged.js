/** What was told and may not have been heard: the page keeps one event only, and a quick second one replaces it. */

/** @typedef {{x: number, y: number}} Place */
/** @typedef {{client: string, count: number}} Heard  how many of a client's places the page has taken */

export class Unheard {
  /** @param {string} client  a word of this very place in the page, that no other has */
  constructor(client) {
    this.client = client;
    /** How many have been heard. */
    this.first = 0;
    /** @type {Place[]} */
    this.places = [];
  }

  /**
   * One more; what to tell now: all that was not heard, and how many came before.
   * @param {Place} place
   */
  add(place) {
    this.places.push(place);
    return { client: this.client, first: this.first, places: [...this.places] };
  }

  /** @param {Heard|null|undefined} heard  by the page's last answer, which may be an old one */
  heard(heard) {
    if (!heard || heard.client !== this.client || heard.count <= this.first) return;
    this.places.splice(0, heard.count - this.first);
    this.first = heard.count;
  }
}
