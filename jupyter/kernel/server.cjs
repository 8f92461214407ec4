"use strict";
const { JupyterHandlerImpl, ZmqServer } = require("tslab/dist/jupyter");
const { installDisplay } = require("./display.cjs");
const { failureContent } = require("./failures.cjs");
const { Request } = require("./message.cjs");
const { Output } = require("./output.cjs");
const { Publisher } = require("./publisher.cjs");
const { version } = require("./converter.cjs");

/** Cells that were sent before an earlier one failed ("Run All") are dropped when they arrive within this time. */
const DROP_MS = 1000;
/** How long open consumers may take to leave their groups before the process exits all the same. */
const CLOSING_MS = 400;
/** How long unsent messages may hold up the exit. */
const LINGER_MS = 200;

/**
 * tslab's server, with its answers to inspection and completion, and with the parts of Jupyter's protocol that it
 * leaves out: a session of its own, `execute_input`, `error` messages, a status that belongs to the cell that is
 * running, MIME bundles, and an exit on shutdown.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
class KernelServer extends ZmqServer {
  #root = process.cwd();
  #runner;
  #count = 0;
  #turn = Promise.resolve();
  #failedAt = 0;
  /** The running cell's request, and the way to the output of the cell that ran last. */
  #running;
  #publish;
  #warming;
  /** What is answered at once, also while a cell runs. Other messages than these and cells may be ignored. */
  #answers = {
    kernel_info_request: () => this.#kernelInfo(),
    is_complete_request: ({ content }) => this.handler.handleIsComplete(content),
    inspect_request: ({ content }) => this.handler.handleInspect(content),
    complete_request: ({ content }) => this.handler.handleComplete(content),
    comm_info_request: () => ({ comms: {} }),
    history_request: () => ({ history: [] }), // JupyterLab calls no kernel idle that has not been asked for it
    shutdown_request: ({ content }) => ({ restart: content.restart }),
  };

  constructor(runner, connectionFile) {
    super(new JupyterHandlerImpl(runner, false), connectionFile);
    this.#runner = runner;
  }

  async bindSocket(socket, port) {
    socket.linger = LINGER_MS;
    socket.sendHighWaterMark = 0; // the default drops messages beyond 1,000 that wait to be sent
    await super.bindSocket(socket, port);
    if (socket === this.iopub) this.iopub = new Publisher(socket);
  }

  /** Called by tslab for each message on the shell and the control socket. */
  async handleShellMessage(socket, ...frames) {
    const request = new Request(this.connInfo.key, frames);
    if (request.type === "execute_request") {
      const reply = this.#turn.then(() => this.#execute(request));
      this.#turn = reply;
      await reply.then((content) => socket.send(request.answer("execute_reply", content)));
      return;
    }
    const answer = this.#answers[request.type];
    if (answer === undefined) return;
    this.#status("busy", request);
    socket.send(request.answer(request.type.replace("_request", "_reply"), this.#attempt(answer, request)));
    this.#status("idle", request);
    // The front end goes by the state that it heard last.
    if (this.#running !== undefined) this.#status("busy", this.#running);
    if (request.type === "kernel_info_request") this.#warming ??= setImmediate(() => this.#runner.warmUp());
    if (request.type === "shutdown_request") await this.shutDown();
  }

  /** An error outside of any awaited code: it fails the running cell, else it shows under the one that ran last. */
  reportStray(error) {
    if (this.#runner.fail(error)) return;
    if (this.#publish === undefined) console.error(error);
    else this.#publish("error", failureContent(error, this.#root));
  }

  async shutDown() {
    setTimeout(() => process.exit(0), CLOSING_MS);
    await this.#runner.close();
    process.exit(0);
  }

  #kernelInfo() {
    const info = this.handler.handleKernel();
    return {
      ...info,
      language_info: { ...info.language_info, version, pygments_lexer: "typescript" },
    };
  }

  #attempt(answer, request) {
    try {
      return { status: "ok", ...answer(request) };
    } catch (error) {
      return { status: "error", ...failureContent(error, this.#root) };
    }
  }

  async #execute(request) {
    this.#running = request;
    this.#status("busy", request);
    try {
      return this.#wasSentBeforeFailure(request) ? { status: "aborted" } : await this.#run(request);
    } finally {
      this.#running = undefined;
      this.#status("idle", request);
    }
  }

  async #run(request) {
    const { code, silent, stop_on_error: stopOnError = true } = request.content;
    const output = new Output((type, content) => this.iopub.send(request.answer(type, content)));
    const publish = (type, content) => {
      output.flush();
      this.iopub.send(request.answer(type, content));
    };
    if (!silent) {
      this.#count++;
      publish("execute_input", { code, execution_count: this.#count });
    }
    this.#publish = publish;
    output.takeOver();
    installDisplay(publish);
    try {
      await this.#runner.run(code, (data) => publish("display_data", { data, metadata: {} }));
      return { status: "ok", execution_count: this.#count, user_expressions: {}, payload: [] };
    } catch (thrown) {
      const failure = failureContent(thrown, this.#root);
      publish("error", failure);
      if (stopOnError) this.#failedAt = Date.now();
      return { status: "error", execution_count: this.#count, ...failure };
    } finally {
      output.flush();
    }
  }

  /** By the time that the front end put on the message; the limit keeps clocks that differ from doing harm. */
  #wasSentBeforeFailure(request) {
    return Date.parse(request.header.date) <= this.#failedAt && Date.now() - this.#failedAt < DROP_MS;
  }

  #status(state, request) {
    this.iopub.send(request.answer("status", { execution_state: state }));
  }
}

module.exports = { KernelServer };
