package dev.gyre.cli.why;

import dev.gyre.actors.Refusal;
import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A story for people: the answer first, then what happened, each with its reasons indented below it. */
public final class StoryText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern DETAILS = Pattern.compile("\\[.*", Pattern.DOTALL);

    /** What a container runtime calls things; the first twelve digits name them well enough. */
    private static final Pattern RUNTIME_ID = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");

    private static final String INDENT = "     ";

    private final StringBuilder text = new StringBuilder();

    private StoryText() {}

    public static String of(Story story, ResourceKind kind) {
        StoryText writer = new StoryText();
        writer.head(story, kind);
        story.turns().forEach(turn -> writer.turn(turn, "", story.key()));
        return writer.text.toString();
    }

    /** One change and what led to it. */
    public static String of(Turn turn) {
        StoryText writer = new StoryText();
        writer.turn(turn, "", turn.key());
        return writer.text.toString();
    }

    private void head(Story story, ResourceKind kind) {
        ResourceKey key = story.key();
        List<String> standing = story.standing();
        line(
                "",
                (story.container().isEmpty() ? "" : "container " + story.container() + " of ")
                        + kind.singular() + " " + key.name() + (key.isNamespaced() ? " in " + key.namespace() : "")
                        + " "
                        + standing.getFirst());
        standing.subList(1, standing.size()).forEach(more -> line("  ", more));
        if (story.earlierLives() > 0) {
            line("  ", "(before it, the name was borne by others: " + story.earlierLives() + ")");
        }
        line("", "");
    }

    private void turn(Turn turn, String indent, ResourceKey about) {
        String whose = turn.key().equals(about) ? "" : turn.key() + ": ";
        line(
                indent,
                "%-8d %s  %s%s"
                        .formatted(
                                turn.revision(),
                                TIME.format(turn.time()),
                                whose,
                                turn.what().getFirst()));
        List<String> more = turn.what().subList(1, turn.what().size());
        more.forEach(what -> line(indent + INDENT, what));
        cause(turn.cause(), indent + INDENT, turn.key());
    }

    private void cause(Cause cause, String indent, ResourceKey about) {
        switch (cause) {
            case Cause.Request request -> line(indent, "by " + request.user() + ", request " + request.id());
            case Cause.Itself itself -> line(indent, "by " + itself.inWords());
            case Cause.Elsewhere elsewhere -> line(indent, "by " + elsewhere.user() + " (" + elsewhere.hint() + ")");
            case Cause.Decided decided -> {
                String of = decided.about().equals(about.toString()) ? "" : ", looking at " + decided.about();
                String reasons = String.join("; ", decided.reasons());
                line(
                        indent,
                        "by " + decided.by() + of + ": "
                                + RUNTIME_ID.matcher(reasons).replaceAll("$1"));
                Weighing.lines(decided.weighed()).forEach(weighed -> line(indent + "  ", weighed));
                if (!decided.inputs().isEmpty()) {
                    line(indent, "told: " + inputs(decided.inputs()));
                }
                if (!decided.since().isEmpty()) {
                    line(indent, "because of");
                    decided.since().forEach(turn -> turn(turn, indent + "  ", about));
                }
            }
        }
    }

    /** A signal's name is enough here, and its cause is another line's. */
    private static String inputs(Map<String, String> inputs) {
        return inputs.entrySet().stream()
                .filter(input -> !input.getKey().equals("cause"))
                .map(input -> input.getKey().startsWith("refusal.")
                        ? "refused " + refusal(input.getValue())
                        : input.getKey() + " "
                                + DETAILS.matcher(input.getValue()).replaceFirst(""))
                .collect(Collectors.joining(", "));
    }

    /** The command and what the API said of it. */
    private static String refusal(String input) {
        Refusal refusal = Refusal.ofInput(input);
        return refusal.verb() + " of " + refusal.key() + ": " + refusal.status().message();
    }

    private void line(String indent, String line) {
        text.append((indent + line).stripTrailing()).append('\n');
    }
}
