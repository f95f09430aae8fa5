export const id = 115;
export const ids = [115];
export const modules = {

/***/ 7834:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Gc: () => (/* binding */ renderMarkdown),
  ld: () => (/* binding */ renderPlain)
});

// UNUSED EXPORTS: escapeMarkdown

// EXTERNAL MODULE: ./bundle/stage/action/wording.js
var wording = __webpack_require__(5260);
;// CONCATENATED MODULE: ./bundle/stage/action/timeline.js
/**
 * A timeline as a Mermaid chart, which GitHub draws, and as lines for a terminal. Mermaid has no escapes that hold in
 * every place: of foreign text only letters, digits, full stops and hyphens get in.
 */

const longestLabel = 60;
/** Below this a bar cannot be seen. */
const narrowestPart = 1 / 200;
/** Above this nobody cares for tenths of a second on the axis. */
const coarseMs = 20_000;
const widthInLines = 32;
/** A fenced block of Mermaid, line by line. */
function timelineInMarkdown(lanes) {
    const totalMs = totalOf(lanes);
    // Seconds since 1970, since every other unit would be shifted by the time zone of whoever looks at it.
    const axis = totalMs < coarseMs ? '%s.%L s' : '%s s';
    return [
        '```mermaid',
        'gantt',
        '    dateFormat x',
        `    axisFormat ${axis}`,
        '    todayMarker off',
        ...lanes.flatMap(({ title, bars }) => [
            `    section ${harmless(title)}`,
            ...bars.map((bar) => {
                const { startMs, endMs } = bar;
                const widthMs = Math.max(endMs - startMs, totalMs * narrowestPart, 1);
                const tag = bar.isFault ? 'crit, ' : '';
                const took = (0,wording/* formatElapsed */.C)(endMs - startMs);
                return `    ${harmless(bar.label)} ${took} :${tag}${Math.round(startMs)}, ${Math.ceil(widthMs)}ms`;
            }),
        ]),
        '```',
    ];
}
/** The same as columns of text: a bar each, where it begins and how long it is. */
function timelineInPlain(lanes) {
    const totalMs = totalOf(lanes);
    const column = (ms) => Math.floor((Math.max(0, ms) / totalMs) * (widthInLines - 1));
    return lanes.flatMap(({ title, bars }) => [
        harmless(title),
        ...bars.map(({ label, startMs, endMs, isFault }) => {
            const start = column(startMs);
            const length = Math.max(1, column(endMs) - start + 1);
            const drawn = `${' '.repeat(start)}${(isFault ? '×' : '━').repeat(length)}`;
            return `  ${drawn.padEnd(widthInLines)}  ${(0,wording/* formatElapsed */.C)(endMs - startMs).padStart(7)}  ${harmless(label)}`;
        }),
    ]);
}
function totalOf(lanes) {
    return Math.max(1, ...lanes.flatMap(({ bars }) => bars.map(({ endMs }) => endMs)));
}
function harmless(text) {
    return text
        .replace(/[^A-Za-z0-9.-]+/g, ' ')
        .trim()
        .slice(0, longestLabel);
}

;// CONCATENATED MODULE: ./bundle/stage/action/document.js
/**
 * A small document, rendered for the job summary (GitHub's Markdown) or for a terminal. Text stays plain until it is
 * rendered, so it is redacted before it is escaped and no text from a server or a module path can become markup.
 */

/** The runner refuses a summary of more than 1 MiB as a whole; other steps do not share this limit. */
const longestMarkdownBytes = 1_000_000;
/** The page of a server can be the text of a failure, and a table with it cannot be read. */
const longestCell = 500;
const ending = '\n_The rest has no room here; the JSON report has it._\n';
/** GitHub-flavoured Markdown of less than 1 MiB. What has no room is left out, and said to be. */
function renderMarkdown(document) {
    const page = new Page(longestMarkdownBytes - Buffer.byteLength(ending));
    for (const block of document)
        writeBlock(page, block);
    return page.text + (page.isFull ? ending : '');
}
/** Takes lines as long as there is room for them. */
class Page {
    #room;
    #lines = [];
    isFull = false;
    constructor(roomBytes) {
        this.#room = roomBytes;
    }
    /** All of these lines, or, where there is no room, none of them and nothing after them. */
    write(lines) {
        const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
        if (this.isFull || bytes > this.#room) {
            this.isFull = true;
            return;
        }
        this.#room -= bytes;
        this.#lines.push(...lines);
    }
    /** What `write` puts between these lines; the last one always has room where the first has. */
    enclose(before, after, write) {
        const bytes = after.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
        // Kept free from the start: an element that never ends would swallow the rest of the page.
        this.#room -= bytes;
        this.write(before);
        if (this.isFull)
            return;
        write();
        this.#lines.push(...after);
    }
    get text() {
        return this.#lines.map((line) => `${line}\n`).join('');
    }
}
function writeBlock(page, block) {
    switch (block.kind) {
        case 'details':
            page.enclose([`<details><summary>${escapeMarkdown(block.title)}</summary>`, ''], ['</details>', ''], () => {
                for (const inner of block.blocks)
                    writeBlock(page, inner);
            });
            return;
        case 'timeline':
            // Half a chart is an error message.
            page.write([...timelineInMarkdown(block.lanes), '']);
            return;
        case 'heading':
        case 'paragraph':
        case 'facts':
        case 'link':
        case 'table':
            for (const line of markdownLines(block))
                page.write([line]);
            page.write(['']);
    }
}
/** Lines for a terminal: columns aligned, control characters of foreign text made visible. */
function renderPlain(document) {
    return document.flatMap(plainBlock);
}
function plainBlock(block) {
    switch (block.kind) {
        case 'details':
            return [];
        case 'timeline':
            return [...timelineInPlain(block.lanes), ''];
        case 'heading':
        case 'paragraph':
        case 'facts':
        case 'link':
        case 'table':
            return [...plainLines(block), ''];
    }
}
function markdownLines(block) {
    switch (block.kind) {
        case 'heading':
            return [`### ${escapeMarkdown(block.text)}`];
        case 'paragraph':
            return [escapeMarkdown(block.text)];
        case 'facts':
            return block.facts.map(([name, value]) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(value)}`);
        case 'link':
            return [`${escapeMarkdown(block.name)}: [${escapeMarkdown(block.text)}](<${block.url}>)`];
        case 'table':
            return [
                markdownRow(block.header),
                markdownRow(block.header.map(() => '---')),
                ...block.rows.map((row) => markdownRow(row.map((cell) => escapeMarkdown(cut(cell))))),
            ];
    }
}
/** Here and not before: the text is redacted by now, and no secret can be cut in half. */
function cut(cell) {
    return cell.length <= longestCell ? cell : `${cell.slice(0, longestCell)}…`;
}
function markdownRow(cells) {
    return `| ${cells.join(' | ')} |`;
}
/**
 * Every character that could start markup, a link, a mention or HTML becomes a numeric entity, which Markdown never
 * interprets: a module path like `[x](https://evil)` or a server's `<img …>` shows as what it is, and so does an
 * address, without becoming a link.
 */
function escapeMarkdown(text) {
    return onOneLine(text).replace(/[&<>"'`*_{}[\]()#+!|\\~@$:=^]|^[-\d]|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}
function plainLines(block) {
    switch (block.kind) {
        case 'heading':
            return [onOneLine(block.text)];
        case 'paragraph':
            return [onOneLine(block.text)];
        case 'facts':
            return block.facts.map(([name, value]) => `  ${onOneLine(name)}: ${onOneLine(value)}`);
        case 'link':
            return [`  ${onOneLine(block.name)}: ${onOneLine(block.url)}`];
        case 'table': {
            const rows = [block.header, ...block.rows].map((row) => row.map(onOneLine));
            const widths = block.header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
            return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
        }
    }
}
/** Foreign text can hold line ends, which end a table row, and escape sequences, which move a terminal's cursor. */
function onOneLine(text) {
    return text
        .replace(/\s+/g, ' ')
        .replace(/\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
        .trim();
}


/***/ }),

/***/ 2115:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createGitHubReporter: () => (/* binding */ createGitHubReporter)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6421);
/* harmony import */ var _document_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7834);
/** Speaks to the GitHub runner through its toolkit. Loaded only inside a job. */



/** A mask of one or two characters would turn the whole log into asterisks. */
const shortestMask = 4;
const commands = { error: _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .error */ .z3, warning: _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .warning */ .$e, notice: _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .notice */ .lm };
function createGitHubReporter(env, redactor) {
    const masked = new Set();
    const print = (text) => {
        for (const line of redactor.redact(text).split(/\r\n|\r|\n/))
            _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .info */ .pq(disarm(line));
    };
    /** The toolkit throws where a file of the runner is missing or read-only, and falls back to commands that are gone. */
    const throughFile = (variable, what, write) => {
        if (!env[variable]) {
            print(`${what} is not passed on: ${variable} is not set`);
            return false;
        }
        try {
            write();
            return true;
        }
        catch (error) {
            print(`${what} is not passed on: ${reasonOf(error)}`);
            return false;
        }
    };
    return {
        progressStyle: 'log',
        info: print,
        showProgress: print,
        debug(line) {
            // The runner takes debug lines of every job and shows them only then: two for each request of `go` are too many.
            if (env['RUNNER_DEBUG'] === '1')
                _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .debug */ .Yz(redactor.redact(line));
        },
        startGroup(title) {
            _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .startGroup */ .Oh(redactor.redact(title));
        },
        endGroup() {
            _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .endGroup */ .N4();
        },
        annotate({ level, title, message, file, line }) {
            commands[level](redactor.redact(message), {
                title: redactor.redact(title),
                ...(file !== undefined && { file: redactor.redact(file) }),
                ...(line !== undefined && { startLine: line }),
            });
        },
        setOutput(name, value) {
            throughFile('GITHUB_OUTPUT', `output ${name}`, () => _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .setOutput */ .uH(name, redactor.redact(value)));
        },
        exportVariable(name, value) {
            throughFile('GITHUB_ENV', `variable ${name}`, () => _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .exportVariable */ .dN(name, redactor.redact(value)));
        },
        addPath(directory) {
            throughFile('GITHUB_PATH', `${directory} for PATH`, () => _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .addPath */ .fM(directory));
        },
        saveState: (name, value) => throughFile('GITHUB_STATE', `state ${name}`, () => _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .saveState */ .LZ(name, value)),
        addMask(secret) {
            redactor.add(secret);
            // The runner masks line by line; a command with several lines would mask only the first.
            for (const line of secret.split(/\r\n|\r|\n/)) {
                if (line.length < shortestMask || masked.has(line))
                    continue;
                masked.add(line);
                _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .setSecret */ .Pq(line);
            }
        },
        async writeSummary(summary) {
            // The summary is on another page: the log must not end without the verdict.
            const verdict = summary.find(({ kind }) => kind === 'paragraph');
            if (verdict?.kind === 'paragraph')
                print(verdict.text);
            const file = env['GITHUB_STEP_SUMMARY'];
            if (!file) {
                print('the job summary is not written: GITHUB_STEP_SUMMARY is not set');
                return;
            }
            try {
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.appendFile)(file, (0,_document_js__WEBPACK_IMPORTED_MODULE_2__/* .renderMarkdown */ .Gc)(redactor.redactDeep(summary)));
            }
            catch (error) {
                print(`the job summary is not written: ${reasonOf(error)}`);
            }
        },
    };
}
/**
 * The runner obeys `::command::` at the start of a printed line and `##[command]` anywhere in it. A server's answer or
 * a line of `go` that holds one is shown, not obeyed.
 */
function disarm(line) {
    return line.replace(/^(\s*):(?=:)/, '$1:\u200B').replaceAll('##[', '##\u200B[');
}
function reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ })

};
