package dev.gyre.actors.shell;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Refusal;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One decision on its way: being recorded, then being carried out, chain by chain. It keeps what the answers have said: the
 * highest revision they named, whether one was a refusal, and under which epoch commands went out whose outcome is unknown.
 */
final class Round {

    private static final long NONE = -1;

    /** More than these say nothing new. */
    private static final int MAX_REFUSALS = 16;

    private final String decisionId;

    /** What its commands are done under, for traces. */
    String traceparent;

    private final List<Command> commands;
    private final boolean[] startsChain;
    private final long[] sentUnder;
    private int chainsLeft;
    private long reached;
    private boolean isRefused;
    private final List<Refusal> refusals = new ArrayList<>();
    private long unknownUnder = NONE;

    Round(String decisionId, Decision decision, String traceparent) {
        this.decisionId = decisionId;
        this.traceparent = traceparent;
        this.commands = decision.commands();
        this.startsChain = new boolean[commands.size()];
        decision.chainStarts().forEach(start -> startsChain[start] = true);
        this.sentUnder = new long[commands.size()];
        this.chainsLeft = decision.chainStarts().size();
    }

    String decisionId() {
        return decisionId;
    }

    /** The commands that wait for no other. */
    IntStream first() {
        return IntStream.range(0, commands.size()).filter(i -> startsChain[i]);
    }

    /** The command goes out under this epoch. */
    Command send(int index, long epoch) {
        sentUnder[index] = epoch;
        return commands.get(index);
    }

    long sentUnder(int index) {
        return sentUnder[index];
    }

    /**
     * Takes an answer, and says which command is to be sent next because of it. A conflict says that the view was behind,
     * so one that names no revision to wait for is as good as silence.
     */
    OptionalInt answer(int index, Outcome outcome) {
        switch (outcome) {
            case Outcome.Committed committed -> {
                reached = Math.max(reached, committed.revision());
                int next = index + 1;
                if (next < commands.size() && !startsChain[next]) {
                    return OptionalInt.of(next);
                }
            }
            case Outcome.Refused refused -> {
                reached = Math.max(reached, refused.revision());
                isRefused = true;
                if (refusals.size() < MAX_REFUSALS) {
                    refusals.add(Refusal.of(commands.get(index), refused.status()));
                }
                if (refused.status().code() == 409 && refused.revision() == 0) {
                    unknownUnder = Math.max(unknownUnder, sentUnder[index]);
                }
            }
            case Outcome.Unknown unknown -> unknownUnder = Math.max(unknownUnder, sentUnder[index]);
        }
        chainsLeft--;
        return OptionalInt.empty();
    }

    boolean isOver() {
        return chainsLeft == 0;
    }

    /** The view must reach this before the key is decided about again. */
    long reached() {
        return reached;
    }

    /** What the API refused, in the order of its answers. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    boolean hasFailed() {
        return isRefused || hasUnknown();
    }

    boolean hasUnknown() {
        return unknownUnder != NONE;
    }

    /** The latest epoch under which a command went out of which nobody knows what became of it. */
    long unknownUnder() {
        return unknownUnder;
    }
}
