package dev.gyre.cli.why;

import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The ends of the walk: who or what is behind the beginning and the end of an object or a container, each in a line. */
final class Roots {

    private static final int MAX_ROOTS = 3;

    private final Map<Long, Turn> told = new HashMap<>();

    private Roots(List<Turn> turns) {
        index(turns);
    }

    /** @param all what is told, of which the object's own turns are looked at */
    static List<String> of(ResourceKey key, List<Turn> all) {
        Roots roots = new Roots(all);
        List<Turn> turns = all.stream().filter(turn -> turn.key().equals(key)).toList();
        List<String> lines = new ArrayList<>();
        lines.addAll(roots.behind(
                "it was created because of ", turns, turn -> turn.what().contains("created")));
        boolean isAskedToGo = turns.stream().anyMatch(Roots::isAskedToGo);
        Predicate<Turn> isEnd =
                isAskedToGo ? Roots::isAskedToGo : turn -> turn.what().contains(Turns.GONE);
        lines.addAll(roots.behind("it goes because of ", turns, isEnd));
        return lines;
    }

    private static boolean isAskedToGo(Turn turn) {
        return turn.what().contains(Turns.DELETION) || turn.what().contains(Turns.EVICTION);
    }

    /** The same of a container's last end; nothing where nobody is known to have ended it. */
    static List<String> ofEnd(List<Turn> turns) {
        Roots roots = new Roots(turns);
        return turns.reversed().stream()
                .filter(turn -> turn.what().stream().anyMatch(ContainerTurns::isEnd))
                .limit(1)
                .filter(turn -> turn.cause() instanceof Cause.Itself
                        || (turn.cause() instanceof Cause.Decided decided
                                && (!decided.since().isEmpty()
                                        || decided.reasons().stream().anyMatch(ContainerTurns::isStop))))
                .flatMap(turn -> roots.behind("it ended because of ", List.of(turn), any -> true).stream())
                .toList();
    }

    private void index(List<Turn> turns) {
        for (Turn turn : turns) {
            if (turn.cause() instanceof Cause.Decided decided) {
                index(decided.since());
            }
            if (!(turn.cause() instanceof Cause.Elsewhere)) {
                told.put(turn.revision(), turn);
            }
        }
    }

    private List<String> behind(String words, List<Turn> turns, Predicate<Turn> isIt) {
        Set<String> roots = new LinkedHashSet<>();
        Set<Long> visited = new HashSet<>();
        turns.stream().filter(isIt).forEach(turn -> collect(turn, roots, visited));
        return roots.stream().limit(MAX_ROOTS).map(words::concat).toList();
    }

    private void collect(Turn turn, Set<String> roots, Set<Long> visited) {
        if (!visited.add(turn.revision())) {
            return;
        }
        Turn whole = told.getOrDefault(turn.revision(), turn);
        switch (whole.cause()) {
            case Cause.Request request -> roots.add(request.user() + where(turn));
            case Cause.Decided decided
            when decided.since().isEmpty() ->
                roots.add(decided.by() + ", " + String.join("; ", decided.reasons()) + where(turn));
            case Cause.Decided decided -> decided.since().forEach(earlier -> collect(earlier, roots, visited));
            case Cause.Itself itself -> roots.add(itself.inWords() + where(turn));
            case Cause.Elsewhere ignored -> {}
        }
    }

    private static String where(Turn turn) {
        String what = turn.what().contains(Turns.EVICTION)
                ? Turns.EVICTION
                : turn.what().getFirst();
        return " (revision " + turn.revision() + ", " + turn.key() + ": " + what + ")";
    }
}
