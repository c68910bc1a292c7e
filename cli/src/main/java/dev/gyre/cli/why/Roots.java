package dev.gyre.cli.why;

import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The ends of the walk: who is behind an object's beginning and its end, each in a line. */
final class Roots {

    private static final int MAX_ROOTS = 3;

    private Roots() {}

    static List<String> of(List<Turn> turns) {
        List<String> lines = new ArrayList<>();
        lines.addAll(
                behind("it was created because of ", turns, turn -> turn.what().contains("created")));
        boolean isAskedToGo = turns.stream().anyMatch(turn -> turn.what().contains(Turns.DELETION));
        String end = isAskedToGo ? Turns.DELETION : "gone";
        lines.addAll(behind("it goes because of ", turns, turn -> turn.what().contains(end)));
        return lines;
    }

    private static List<String> behind(String words, List<Turn> turns, Predicate<Turn> isIt) {
        Set<String> roots = new LinkedHashSet<>();
        turns.stream().filter(isIt).forEach(turn -> collect(turn, roots));
        return roots.stream().limit(MAX_ROOTS).map(words::concat).toList();
    }

    private static void collect(Turn turn, Set<String> roots) {
        switch (turn.cause()) {
            case Cause.Request request ->
                roots.add(request.user() + " (revision " + turn.revision() + ", " + turn.key() + ": "
                        + turn.what().getFirst() + ")");
            case Cause.Decided decided -> decided.since().forEach(earlier -> collect(earlier, roots));
            case Cause.Elsewhere ignored -> {}
        }
    }
}
