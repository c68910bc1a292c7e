package dev.gyre.gateway.streams;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The answers that are still going on, so that a server that closes can end them properly. */
public final class OpenStreams {

    private final Set<AnswerStream> streams = ConcurrentHashMap.newKeySet();

    void add(AnswerStream stream) {
        streams.add(stream);
    }

    void remove(AnswerStream stream) {
        streams.remove(stream);
    }

    public void endAll() {
        streams.forEach(AnswerStream::end);
    }
}
