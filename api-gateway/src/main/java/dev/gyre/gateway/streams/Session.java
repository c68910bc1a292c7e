package dev.gyre.gateway.streams;

/** What a client holds open. */
@FunctionalInterface
interface Session {

    /** Ends it from this side, telling the client why where its protocol can. On its event loop. */
    void cut(String why);
}
