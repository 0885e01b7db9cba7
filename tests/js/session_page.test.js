/** The same without a route for rows, where the page answers: every promise holds, whichever way replies come. */

import { Drive } from "./support/drive.js";

Drive.byRoute = false;
await import("./session.test.js");
