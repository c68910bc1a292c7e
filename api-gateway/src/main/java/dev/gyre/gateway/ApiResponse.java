package dev.gyre.gateway;

import dev.gyre.schemas.Status;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** An answer: whole, a stream that goes on, or somebody who takes the connection over. */
public sealed interface ApiResponse {

    int code();

    Map<String, String> headers();

    /** All there is to say. */
    record Full(int code, Map<String, String> headers, byte[] body) implements ApiResponse {}

    /** A body that comes in pieces: a watch, a log. {@link Source#start} is called once, when the header is out. */
    record Streaming(int code, Map<String, String> headers, Source source) implements ApiResponse {}

    /**
     * No answer but the connection itself: what follows is a session in the client's own protocol, or an exchange with
     * somebody else that is only passed on.
     */
    record Takeover(ConnectionTaker taker) implements ApiResponse {
        @Override
        public int code() {
            return 101;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }

    /** Who goes on with a connection. */
    interface ConnectionTaker {
        /**
         * On the connection's event loop, with nothing of the body read, which is paused, and nothing answered. A failure
         * becomes the answer, so it must come before anything else has been answered.
         */
        CompletionStage<Void> take(HttpServerRequest request);
    }

    /** What produces the pieces. */
    interface Source {
        /** Starts; the answer is closed when the client is gone or the sink has been ended. */
        AutoCloseable start(Sink sink);
    }

    /** Where the pieces go. May be called from any thread. */
    interface Sink {
        void write(byte[] chunk);

        /** Bytes accepted and not yet sent; a source ends a stream that falls behind its bound. */
        long pendingBytes();

        void end();
    }

    /** A refusal that is thrown through the pipeline and becomes a {@code Status} at its end. */
    final class StatusException extends RuntimeException {
        private final Status status;
        private final long revision;
        private final List<String> warnings;

        public StatusException(Status status) {
            this(status, 0);
        }

        /** {@code revision} is what a conflict or a failed guard names, for {@code Gyre-Revision}. */
        public StatusException(Status status, long revision) {
            this(status, revision, List.of());
        }

        private StatusException(Status status, long revision, List<String> warnings) {
            super(status.message(), null, false, false);
            this.status = status;
            this.revision = revision;
            this.warnings = warnings;
        }

        /** What is there cannot be done with that verb. */
        public static StatusException methodNotAllowed() {
            return new StatusException(new Status(
                    405, "MethodNotAllowed", "the server does not allow this method on the requested resource", null));
        }

        /** The same refusal, with what its client is warned of. */
        public StatusException warnedOf(List<String> texts) {
            return new StatusException(status, revision, List.copyOf(texts));
        }

        public List<String> warnings() {
            return warnings;
        }

        public Status status() {
            return status;
        }

        public long revision() {
            return revision;
        }
    }
}
