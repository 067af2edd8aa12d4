// Log in as each role, open each of its menus (or one page) and write a picture of it.
// Called by shot.py with a job in JSON; ends with 1 if any screen had an error.
import {createRequire} from "node:module";
import {mkdirSync} from "node:fs";

const require = createRequire(process.env.HOUSE_NODE);
const {chromium} = require("playwright-core");
const job = JSON.parse(process.argv[2]);
const SETTLE = 15_000; // ms until a screen that never rests is pictured all the same
const QUIET = 700; // ms without a request that count as rest
const HARMLESS = /favicon|ResizeObserver|iap|partner_autocomplete/;

let faults = 0;

const browser = await chromium.launch({
    args: ["--no-sandbox"],
    executablePath: job.chromium,
});
try {
    for (const login of job.logins) {
        await pictureRole(login);
    }
} finally {
    await browser.close();
}
process.exit(faults ? 1 : 0);

async function pictureRole(login) {
    const context = await browser.newContext({
        baseURL: job.address,
        viewport: {width: job.width, height: job.height},
    });
    const session = await rpc(context, "/web/session/authenticate", {
        db: job.database,
        login,
        password: login,
    });
    const language = await speak(context, session.uid, job.lang);
    if (job.lang) {
        // The portal speaks what the visitor has chosen on its pages.
        await context.addCookies([
            {name: "frontend_lang", value: job.lang, url: job.address},
        ]);
    }
    const page = await context.newPage();
    page.on("request", () => (page.lastRequest = Date.now()));
    page.on("requestfinished", () => (page.lastRequest = Date.now()));
    const folder = [login, job.lang, job.width === 1440 ? "" : job.width];
    const path = `${job.folder}/${folder.filter(Boolean).join("-")}`;
    mkdirSync(path, {recursive: true});
    for (const {name, url} of await screens(context)) {
        const problems = watch(page);
        await picture(page, url, `${path}/${name}.png`);
        report(`${path}/${name}.png`, problems());
    }
    await speak(context, session.uid, language);
    await context.close();
}

async function rpc(context, url, params) {
    const response = await context.request.post(url, {data: {params}});
    const answer = await response.json();
    if (answer.error) {
        throw new Error(`${url}: ${answer.error.data.message}`);
    }
    return answer.result;
}

function call(context, model, method, ...args) {
    const url = `/web/dataset/call_kw/${model}/${method}`;
    return rpc(context, url, {model, method, args, kwargs: {}});
}

/** Switch the user's language, if one is asked for; return the one before. */
async function speak(context, uid, lang) {
    if (!lang) {
        return "";
    }
    const [user] = await call(context, "res.users", "read", [uid], ["lang"]);
    await call(context, "res.users", "write", [uid], {lang});
    return user.lang;
}

/** List what to picture: the page that was asked for, or the menus of the user. */
async function screens(context) {
    if (job.url) {
        const name = job.name || job.url.replace(/\W+/g, "_").replace(/^_/, "");
        return [{name, url: job.url}];
    }
    const response = await context.request.get("/web/webclient/load_menus");
    const menus = await response.json();
    const root = Object.values(menus).find((menu) => menu.xmlid === job.root);
    const below = root ? descendants(menus, root.children) : [];
    return below.filter((menu) => menu.actionID).map(screen);
}

function descendants(menus, ids) {
    return ids.flatMap((id) => [menus[id], ...descendants(menus, menus[id].children)]);
}

function screen(menu) {
    return {name: menu.xmlid.split(".").pop(), url: `/odoo/action-${menu.actionID}`};
}

/** Collect what the browser complains of; return the function that tells it. */
function watch(page) {
    const problems = [];
    const listeners = {
        console: (message) =>
            message.type() === "error" && problems.push(message.text()),
        pageerror: (error) => problems.push(String(error)),
        response: (response) =>
            response.status() >= 400 &&
            problems.push(`${response.status()} ${response.url()}`),
    };
    for (const [event, listener] of Object.entries(listeners)) {
        page.on(event, listener);
    }
    return () => {
        for (const [event, listener] of Object.entries(listeners)) {
            page.off(event, listener);
        }
        return [...new Set(problems)].filter((problem) => !HARMLESS.test(problem));
    };
}

async function picture(page, url, path) {
    await page.goto(url);
    await settle(page);
    for (const selector of job.click) {
        await page.locator(selector).first().click({timeout: SETTLE});
        await settle(page);
    }
    await page.screenshot({path});
}

/** Wait until the view is there and no request has been under way for a while. */
async function settle(page) {
    const ready = ".o_action_manager > :not(:empty), .o_dialog, main";
    await page.waitForSelector(ready, {timeout: SETTLE}).catch(() => {});
    const end = Date.now() + SETTLE;
    while (Date.now() < end && Date.now() - page.lastRequest < QUIET) {
        await page.waitForTimeout(50);
    }
}

function report(path, problems) {
    console.log(`  ${path}`);
    for (const problem of problems) {
        console.log(`    ! ${problem.slice(0, 300)}`);
    }
    faults += problems.length;
}
