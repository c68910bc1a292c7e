package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;

/** The client of a command, whatever it speaks. All calls on its event loop. */
interface CommandEdge {

    /** What the client does. */
    interface Listener {
        /** It is ready to hear; once, before all else. */
        void ready();

        /** Bytes for a channel of the command's. */
        void input(int channel, Buffer bytes);

        /** Standard input has ended. */
        void inputEnded();

        /** It has gone; once. */
        void gone();
    }

    void start(Listener listener);

    /** On standard output or error. */
    void output(int channel, Buffer bytes);

    /** The end, told as the dialect has it; the connection closes when the client has heard it. */
    void ended(Buffer status);

    Wire wire();
}
