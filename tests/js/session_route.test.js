/** The same with a route for rows: every promise holds, whichever way they come. */

import { Drive } from "./support/drive.js";

Drive.byRoute = true;
await import("./session.test.js");
