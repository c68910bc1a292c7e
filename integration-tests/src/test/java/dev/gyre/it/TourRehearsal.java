package dev.gyre.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A page whose commands have been typed into one shell, as a reader does it: the page with what they really printed, and where that is
 * not what the page shows. Reading forgives what {@link TourText} forgives, and a reader who looks a moment too early looks again.
 */
record TourRehearsal(TourPage asRun, List<String> differences) {

    private static final Duration LOOKS_AGAIN = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /**
     * @param shown a line of output as a page has it: without what only this machine calls so
     * @param isPatient whether what only reads is asked until it prints what the page shows, within bounds
     */
    static TourRehearsal of(TourPage page, TourSession session, UnaryOperator<String> shown, boolean isPatient) {
        List<TourPage.Part> real = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        for (TourPage.Part part : page.parts()) {
            if (part instanceof TourPage.Step step) {
                TourPage.Step actual = ask(step, session, shown, isPatient);
                real.add(actual);
                if (!isSame(step, actual)) {
                    differences.add(difference(step, actual));
                }
            } else {
                real.add(part);
            }
        }
        return new TourRehearsal(new TourPage(real), differences);
    }

    private static TourPage.Step ask(
            TourPage.Step step, TourSession session, UnaryOperator<String> shown, boolean isPatient) {
        TourPage.Step actual = run(step, session, shown);
        long deadline = System.nanoTime() + LOOKS_AGAIN.toNanos();
        while (isPatient && step.onlyReads() && !isSame(step, actual) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            actual = run(step, session, shown);
        }
        return actual;
    }

    private static TourPage.Step run(TourPage.Step step, TourSession session, UnaryOperator<String> shown) {
        return step.withOutput(session.run(step).stream().map(shown).toList());
    }

    private static boolean isSame(TourPage.Step page, TourPage.Step run) {
        return TourText.comparable(run.output()).equals(TourText.comparable(page.output()));
    }

    private static String difference(TourPage.Step page, TourPage.Step run) {
        return """
                --- line %d: %s
                the page shows:
                %s
                this run printed:
                %s
                """.formatted(
                        page.lineNumber(),
                        page.script(),
                        indented(page.output(), run.output()),
                        indented(run.output(), page.output()));
    }

    /** Lines that the other one lacks are marked. */
    private static String indented(List<String> lines, List<String> other) {
        List<String> known = TourText.comparable(other);
        List<String> texts = TourText.comparable(lines);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            all.append(known.contains(texts.get(i)) ? "    " : "  > ")
                    .append(lines.get(i))
                    .append('\n');
        }
        return all.toString().stripTrailing();
    }
}
