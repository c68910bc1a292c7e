package dev.gyre.cli;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds the change after which a command fails. */
@Command(
        name = "bisect",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "Find the change that broke something: run a command against the cluster as it was, between a moment at which it"
                        + " succeeded and a later one at which it failed. Without moments it failed just now, and when it"
                        + " last succeeded is looked for, further and further back.",
        footer = {
            "",
            "  gyre bisect -- kubectl -n shop rollout status deployment/web --timeout=1s",
            "  gyre bisect 10:20 10:40 -- sh -c 'kubectl get deploy web -o yaml | grep -q image:.web:1'",
            "  gyre bisect 4000 4711 --log incident.gyre -- ./check.sh",
            "",
            "The command finds the cluster by KUBECONFIG. It says by its exit code what it thinks: 0 good, 1 to 124, 126 and 127"
                    + " bad, 125 cannot tell, above that it gives up.",
            "",
            "Exit code 0 where the one change was found, 1 where it may be one of several, 2 where that could not be asked."
        })
final class BisectCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(
            arity = "1..*",
            paramLabel = "[MOMENT [MOMENT]] -- COMMAND",
            hideParamSyntax = true,
            description =
                    "When it was good (default: looked for), when it was bad (default: now), and what tells good from bad.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What was asked for. */
    private record Question(@Nullable Moment good, Moment bad, List<String> command) {

        static Question of(List<String> words, int momentCount) {
            if (momentCount > 2) {
                throw new CommandFailure("two moments at most, when it was good and when it was bad, stand before --");
            }
            if (words.size() <= momentCount) {
                throw new CommandFailure("there is no command that tells good from bad; write it behind --");
            }
            ZonedDateTime now = ZonedDateTime.now();
            return new Question(
                    momentCount > 0 ? Moment.parsePast(words.get(0), now) : null,
                    Moment.parsePast(momentCount > 1 ? words.get(1) : Moment.NOW, now),
                    words.subList(momentCount, words.size()));
        }
    }

    @Override
    public Integer call() throws Exception {
        Question question = Question.of(words, momentCount());
        return reader.withFiles(files -> reader.ask(source -> {
            source.requireReached(question.good(), question.bad());
            ChangeSearch search = new ChangeSearch(source, files, question.command());
            return question.good() == null
                    ? search.upTo(question.bad())
                    : search.between(question.good(), question.bad());
        }));
    }

    /** Behind {@code --} is the command; where nobody wrote it, two moments are before the command. */
    private int momentCount() {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        int separator = arguments.indexOf("--");
        return separator < 0 ? 2 : words.size() - (arguments.size() - separator - 1);
    }
}
