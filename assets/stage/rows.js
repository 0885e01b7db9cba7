/** Which way a request goes: to the server's route, or through the page where there is none. */

import { findSets } from "./point_sets.js";

/** @typedef {import("./protocol.js").PageRequest} Request */

/** So many answers in a row that were none: there is something between us and the route, and we leave it alone. */
const MOST_REFUSALS = 3;

export class Rows {
  /**
   * @param {(request: Request) => void} byPage      may throw while there is no connection
   * @param {(bytes: Uint8Array) => void} received
   * @param {(address: string, body: string) => Promise<Uint8Array>} [post]
   */
  constructor(byPage, received, post = postJson) {
    this.byPage = byPage;
    this.received = received;
    this.post = post;
    this.refusals = 0;
  }

  /**
   * @param {Request} request
   * @param {string|null} address  relative to the app's own; null where there is no route
   */
  ask(request, address) {
    if (address === null || this.refusals >= MOST_REFUSALS) {
      const points = findSets([request.words.points, request.words.test_points]);
      this.byPage(points.length ? { ...request, points } : request);
    } else this.#send(request, address);
  }

  /**
   * @param {Request} request
   * @param {string} address
   */
  #send(request, address) {
    this.post(address, JSON.stringify(request)).then(
      (bytes) => {
        this.refusals = 0;
        this.received(bytes);
      },
      (fault) => {
        if (fault instanceof Lacking && !request.points) this.#send({ ...request, points: findSets(fault.sets) }, address);
        // A server that is away is no refusal: the request's deadline sends it again.
        else if (fault instanceof Refusal) this.refusals += 1;
      },
    );
  }
}

/** An answer, but not the one that was asked for. */
export class Refusal extends Error {}

/** The server has not got the sets of own points that the draft names. */
export class Lacking extends Error {
  /** @param {string[]} sets */
  constructor(sets) {
    super("the server lacks own points");
    this.sets = sets;
  }
}

/** The status of such an answer: no failure, since the same request goes once more. */
const LACKS = 202;

/**
 * @param {string} address
 * @param {string} body
 * @returns {Promise<Uint8Array>}
 */
async function postJson(address, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(new URL(address, document.baseURI), { method: "POST", headers, body, cache: "no-store" });
  if (answer.status === LACKS) throw new Lacking((await answer.json()).lacks.map(String));
  if (!answer.ok) throw new Refusal(`received status ${answer.status}; expected rows`);
  return new Uint8Array(await answer.arrayBuffer());
}
