package dev.gyre.gateway.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The answers that are still going on, so that a server that closes can end them properly. */
final class OpenStreams {

    private final Set<ResponseStream> streams = ConcurrentHashMap.newKeySet();

    void add(ResponseStream stream) {
        streams.add(stream);
    }

    void remove(ResponseStream stream) {
        streams.remove(stream);
    }

    void endAll() {
        streams.forEach(ResponseStream::end);
    }
}
