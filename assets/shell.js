/**
 * The first script of every page; it stands in Streamlit's own HTML (playground/server/shell.py). It spares Streamlit's
 * client the search for its server. Where the page begins with a stage it fetches the stage's first reply and its
 * modules, and puts the stage on before Streamlit's client is there (stage/early.js). Where the page begins with a lab
 * it keeps the lab's places until the lab stands in them: nothing moves that is seen.
 */
(() => {
  const { host, stage, lab, page = "", languages = "" } = /** @type {HTMLElement} */ (document.currentScript).dataset;
  const root = document.documentElement;
  const base = new URL(".", location.href);
  const settings = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
  if (host) settings.__streamlit = { BACKEND_BASE_URL: base.href, HOST_CONFIG: JSON.parse(host) };
  if (!stage && !lab) return;
  // On a phone the home page begins with words, and its stage comes below them.
  const areWordsFirst = page === "home" && matchMedia("(max-width: 640px)").matches;

  /** Frames in which nothing of a lab may have moved before it is shown, and how many it may take to rest. */
  const [STILL, LONGEST] = [5, 90];

  /**
   * Streamlit's page is laid out and not seen, until its run has ended, each component of it shows something, and
   * all of it stands still: a component draws, measures itself and draws once more, and fonts come.
   */
  const keepPlaces = () => {
    const reveal = () => {
      delete root.dataset.early;
      document.querySelector(".gp-early")?.remove();
    };
    const places = () => [...document.querySelectorAll(":is([class*=st-key-gp_lab], .st-key-gp_words) *")].map((part) => part.clientHeight).join();
    const whenStill = (frames = 0, still = 0, before = "") => {
      if (!root.dataset.early) return;
      const now = document.fonts.status === "loaded" ? places() : "";
      const rests = now && now === before ? still + 1 : 0;
      if (rests > STILL || frames > LONGEST) reveal();
      else requestAnimationFrame(() => whenStill(frames + 1, rests, now));
    };
    const look = () => {
      const app = document.querySelector("[data-testid=stApp]");
      const picture = document.querySelector(".st-key-gp_lab_picture, .st-key-gp_words");
      if (app?.getAttribute("data-test-script-state") !== "notRunning" || !picture?.childElementCount) return;
      // Streamlit's client fetches the code of a widget when it first draws one: until then a bar stands there.
      if (app.querySelector("[data-testid=stSkeleton]")) return;
      const parts = picture.querySelectorAll("[data-testid^=stBidiComponent]");
      if ([...parts].some((part) => !part.querySelector('[class^="gp-"]'))) return;
      watcher.disconnect();
      whenStill();
    };
    const watcher = new MutationObserver(look);
    watcher.observe(root, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });
    // Whatever comes, the page is shown after twelve seconds, by the style sheet as well.
    setTimeout(() => {
      watcher.disconnect();
      reveal();
    }, 12_000);
  };

  /** @param {string} key  of localStorage */
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that lets pages keep nothing
    }
  };
  // The theme that was chosen in Streamlit's menu, else the browser's.
  const chosen = kept(`stActiveTheme-${location.pathname}-v2`);
  const dark = chosen === '"Dark"' || (chosen !== '"Light"' && matchMedia("(prefers-color-scheme: dark)").matches);
  // As the page finds it (playground/shell/language.py): of the link, of an earlier visit, of the browser.
  const words = new URLSearchParams(location.search);
  const known = languages.split(" ");
  const wishes = [words.get("lang"), kept("gradient-playground:language"), navigator.language.split("-")[0].toLowerCase()];
  const lang = wishes.find((wish) => wish !== null && known.includes(wish)) ?? known[0];

  root.lang = lang;
  if (stage && words.get("only") === "stage") root.dataset.only = "stage"; // the stage alone (stage/left_out.js)
  root.dataset.early = "awaited";
  root.dataset.earlyTheme = dark ? "dark" : "light";
  if (lab || areWordsFirst) return keepPlaces();
  words.set("page", page);
  words.set("lang", lang);
  const headers = { "X-Stage": Math.random().toString(36).slice(2) };
  const first = fetch(new URL(`first?${words}`, base), { headers, cache: "no-store" }).then((answer) => {
    if (!answer.ok) throw new Error(`received status ${answer.status}; expected the first reply of a stage`);
    return answer.arrayBuffer();
  });
  Promise.all([import(new URL(/** @type {string} */ (stage), base).href), first])
    .then(([{ mountEarly }, bytes]) => mountEarly(new Uint8Array(bytes)))
    .catch(() => {
      delete root.dataset.early; // the page as Streamlit draws it
    });
})();
