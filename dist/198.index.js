export const id = 198;
export const ids = [198];
export const modules = {

/***/ 5327:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gc: () => (/* binding */ renderMarkdown),
/* harmony export */   ld: () => (/* binding */ renderPlain)
/* harmony export */ });
/* unused harmony export escapeMarkdown */
/**
 * A small document, rendered for the job summary (GitHub's Markdown) or for a terminal. Text stays plain until it is
 * rendered, so it is redacted before it is escaped and no text from a server or a module path can become markup.
 */
/** The runner refuses a summary of more than 1 MiB as a whole; other steps do not share this limit. */
const longestMarkdownBytes = 1_000_000;
/** GitHub-flavoured Markdown of less than 1 MiB. Blocks that have no room are left out, and said to be. */
function renderMarkdown(document) {
    const ending = '\n_The rest has no room here; the JSON report has it._\n';
    let markdown = '';
    let room = longestMarkdownBytes - Buffer.byteLength(ending);
    for (const block of document) {
        for (const line of markdownLines(block)) {
            room -= Buffer.byteLength(line) + 1;
            if (room < 0)
                return markdown + ending;
            markdown += `${line}\n`;
        }
        markdown += '\n';
        room -= 1;
    }
    return markdown;
}
/** Lines for a terminal: columns aligned, control characters of foreign text made visible. */
function renderPlain(document) {
    return document.flatMap((block) => [...plainLines(block), '']);
}
function markdownLines(block) {
    switch (block.kind) {
        case 'heading':
            return [`### ${escapeMarkdown(block.text)}`];
        case 'paragraph':
            return [escapeMarkdown(block.text)];
        case 'facts':
            return block.facts.map(([name, value]) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(value)}`);
        case 'table':
            return [
                markdownRow(block.header),
                markdownRow(block.header.map(() => '---')),
                ...block.rows.map((row) => markdownRow(row.map(escapeMarkdown))),
            ];
    }
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

/***/ 5198:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createTerminalReporter: () => (/* binding */ createTerminalReporter)
/* harmony export */ });
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2139);
/* harmony import */ var _document_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5327);
/** Plain lines for a person or a log outside GitHub: what they asked for on stdout, what went wrong on stderr. */


/** Erases the line the cursor stands in. */
const eraseLine = '\r\u001B[2K';
/** RUNNER_DEBUG or ACTIONS_STEP_DEBUG show the debug lines and outputs, as they do in a job. */
function createTerminalReporter(env, redactor, streams) {
    const isDebug = env['RUNNER_DEBUG'] === '1' || env['ACTIONS_STEP_DEBUG'] === 'true';
    const isTerminal = streams.stderr.isTTY === true;
    let isProgressShown = false;
    let indent = '';
    const clearProgress = () => {
        if (isProgressShown)
            streams.stderr.write(eraseLine);
        isProgressShown = false;
    };
    const print = (stream, text) => {
        clearProgress();
        for (const line of redactor.redact(text).split(/\r\n|\r|\n/)) {
            stream.write(`${indent}${visible(line)}\n`.replace(/^\s+\n$/, '\n'));
        }
    };
    const debug = (line) => {
        if (isDebug)
            print(streams.stderr, `debug: ${line}`);
    };
    return {
        progressStyle: isTerminal ? 'terminal' : 'log',
        info: (line) => print(streams.stdout, line),
        debug,
        showProgress(line) {
            if (!isTerminal) {
                print(streams.stdout, line);
                return;
            }
            streams.stderr.write(`${eraseLine}${visible(redactor.redact(line))}`);
            isProgressShown = true;
        },
        startGroup(title) {
            print(streams.stdout, title);
            indent = '  ';
        },
        endGroup() {
            indent = '';
        },
        annotate({ level, title, message, file, line }) {
            const place = file === undefined
                ? ''
                : ` (${(0,_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .formatPosition */ .Ld)({ file, ...(line !== undefined && { line }) })})`;
            print(streams.stderr, `${level}: ${title}${place}`);
            for (const part of message.split('\n'))
                print(streams.stderr, `  ${part}`);
        },
        setOutput: (name, value) => debug(`output ${name}=${value}`),
        exportVariable(name, value) {
            debug(`for later steps: ${name}=${value}`);
        },
        addMask: (secret) => redactor.add(secret),
        async writeSummary(summary) {
            for (const line of (0,_document_js__WEBPACK_IMPORTED_MODULE_1__/* .renderPlain */ .ld)(redactor.redactDeep(summary)))
                print(streams.stdout, line);
        },
    };
}
/** Escape sequences in the text of a server or of `go` could rewrite what stands on the screen. */
function visible(line) {
    return line.replace(/(?!\t)\p{Cc}/gu, '\uFFFD');
}


/***/ })

};
