"use strict";
const { JupyterHandlerImpl, ZmqServer } = require("tslab/dist/jupyter");
const { installDisplay } = require("./display.cjs");
const { failureContent } = require("./failures.cjs");
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
 * tslab's server with the parts of Jupyter's protocol that it leaves out: `execute_input`, `error` messages, a
 * status that belongs to the cell that is running, MIME bundles, and an exit on shutdown.
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

  handleKernelInfo(socket, request) {
    const info = this.handler.handleKernel();
    Object.assign(info.language_info, { version, pygments_lexer: "typescript" });
    this.#send(request, "kernel_info_reply", { status: "ok", ...info }, socket);
    this.#warming ??= setImmediate(() => this.#runner.warmUp());
  }

  handleCommInfoRequest(socket, request) {
    this.#send(request, "comm_info_reply", { status: "ok", comms: {} }, socket);
  }

  handleShutdown(socket, request) {
    this.#send(request, "shutdown_reply", { status: "ok", restart: request.content.restart }, socket);
  }

  /** Called by tslab once the reply to a shutdown request is sent. */
  close() {
    void this.shutDown();
  }

  async shutDown() {
    setTimeout(() => process.exit(0), CLOSING_MS);
    await this.#runner.close();
    process.exit(0);
  }

  publishStatus(status, request) {
    // tslab says "busy" when a cell arrives; it is busy when the cell's turn comes.
    const isCell = request.header.msg_type === "execute_request";
    if (isCell && status === "busy" && this.#running !== request) return;
    super.publishStatus(status, request);
    if (status === "idle" && this.#running !== undefined) super.publishStatus("busy", this.#running);
  }

  async handleExecute(socket, request) {
    const reply = this.#turn.then(() => this.#execute(request));
    this.#turn = reply;
    this.#send(request, "execute_reply", await reply, socket);
  }

  /** An error outside of any awaited code: it fails the running cell, else it shows under the one that ran last. */
  reportStray(error) {
    if (this.#runner.fail(error)) return;
    if (this.#publish === undefined) console.error(error);
    else this.#publish("error", failureContent(error, this.#root));
  }

  async #execute(request) {
    if (this.#wasSentBeforeFailure(request)) return { status: "aborted" };
    const { code, silent, stop_on_error: stopOnError = true } = request.content;
    const output = new Output((type, content) => this.#send(request, type, content, this.iopub));
    const publish = (type, content) => {
      output.flush();
      this.#send(request, type, content, this.iopub);
    };
    this.#running = request;
    this.publishStatus("busy", request);
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
      this.#running = undefined;
    }
  }

  /** By the time that the front end put on the message; the limit keeps clocks that differ from doing harm. */
  #wasSentBeforeFailure(request) {
    return Date.parse(request.header.date) <= this.#failedAt && Date.now() - this.#failedAt < DROP_MS;
  }

  #send(request, type, content, socket) {
    const message = request.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(this.connInfo.key, socket);
  }
}

module.exports = { KernelServer };
