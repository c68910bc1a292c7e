package dev.gyre.cli;

import dev.gyre.cli.why.Story;
import dev.gyre.cli.why.StoryJson;
import dev.gyre.cli.why.StoryText;
import dev.gyre.cli.why.Walk;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.history.LogHistory;
import dev.gyre.schemas.Json;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From an object back to the person or event that caused it, also after it is gone. */
@Command(
        name = "why",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description = "Why an object is as it is: what happened to it, who decided that, and what led to it.",
        footer = {
            "",
            "  gyre why pod/web-1",
            "  gyre why pod/web-1 -c main",
            "  gyre why -n shop deployment/web",
            "  gyre why node/node-1 -o json",
            "",
            "Exit code 0, or 2 where the log could not be asked or knows nothing of it."
        })
final class WhyCommand implements Callable<Integer> {

    /** How the answer is printed. */
    enum Format {
        text,
        json
    }

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(paramLabel = "KIND/NAME", description = "The object, as kubectl names it.")
    private String object = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "Of a pod: only this container, with how it ended before and what its kubelet warned of.")
    private @Nullable String container;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Override
    public Integer call() {
        return reader.ask(source -> {
            ObjectArgument argument = ObjectArgument.parse(object, namespace, source.kinds());
            LogHistory history = new LogHistory(source.log(), source.topics());
            Story story = story(argument, history);
            System.out.print(
                    format == Format.json
                            ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(StoryJson.of(story))
                                    + "\n"
                            : StoryText.of(story, argument.kind()));
            for (Partition partition : history.cutShort()) {
                System.err.println("gyre: the beginning of " + partition + " was not looked at");
            }
            return 0;
        });
    }

    private Story story(ObjectArgument argument, LogHistory history) {
        if (container != null && !argument.kind().groupResource().equals("pods")) {
            throw new CommandFailure("only pods have containers; " + argument.key() + " is none");
        }
        Story story = container == null
                ? Walk.of(argument.key(), history)
                : Walk.ofContainer(argument.key(), container, history);
        if (story != null) {
            return story;
        }
        List<String> containers = container == null ? List.of() : Walk.containers(argument.key(), history);
        throw new CommandFailure(
                containers.isEmpty()
                        ? "the log knows nothing of " + argument.key()
                        : argument.key() + " has no container \"" + container + "\"; it has "
                                + String.join(", ", containers));
    }
}
