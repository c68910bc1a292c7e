package dev.gyre.cli.why;

import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What became of one object, or of one container of a pod, and why.
 *
 * @param container of which alone is told; empty for all of the object
 * @param uid of the latest object of this name
 * @param earlierLives how many other objects had the name before
 * @param standing how it stands, in words: the first line is the answer, the others say more
 * @param turns what happened to it, the oldest first
 */
public record Story(
        ResourceKey key, String container, String uid, int earlierLives, List<String> standing, List<Turn> turns) {

    /** One change that mattered. */
    public record Turn(long revision, Instant time, ResourceKey key, List<String> what, Cause cause) {}

    /** What led to a change. */
    public sealed interface Cause {

        /** Somebody asked the API for it. */
        record Request(String user, String id) implements Cause {}

        /**
         * A controller, the scheduler or a kubelet decided it.
         *
         * @param inputRevision the state that it looked at
         * @param inputs what it read that is no object
         * @param weighed what it compared in favour of this object, in the decider's own form; missing for nothing
         * @param since what had happened since its decision before, and led to this one
         */
        record Decided(
                String id,
                String by,
                String about,
                long inputRevision,
                Map<String, String> inputs,
                List<String> reasons,
                JsonNode weighed,
                List<Turn> since)
                implements Cause {}

        /** A container ended though its kubelet had not stopped it. */
        record Itself(String container, int exitCode, String reason) implements Cause {

            static final String OOM_KILLED = "OOMKilled";

            /** What a shell makes of a signal. */
            private static final int SIGNALLED = 128;

            private static final Map<Integer, String> SIGNALS = Map.of(
                    1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9,
                    "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

            /** Who or what ended it, for all that is known. */
            String inWords() {
                if (reason.equals(OOM_KILLED)) {
                    return "the kernel, for the memory that container " + container + " took";
                }
                String signal = SIGNALS.get(exitCode - SIGNALLED);
                return signal == null
                        ? "container " + container + " itself"
                        : "signal " + signal + ", which the kubelet had not sent to container " + container;
            }
        }

        /** The decision is not on the log any more, or another line of the story tells it already. */
        record Elsewhere(String id, String user, String hint) implements Cause {}
    }
}
