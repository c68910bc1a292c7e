package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/incident.md} says that its commands print, they print: on the file beside it, in this process. */
class IncidentPageTest {

    private static final Path ROOT = Path.of("..");
    private static final String PROMPT = "$ ./gyre ";
    private static final String HEAD = " | head -";

    @TempDir
    Path directory;

    /** One command of the page. */
    record Step(String command, List<String> output) {
        /** Lines that the page shows of what it prints. */
        int lines() {
            int head = command.indexOf(HEAD);
            return head < 0 ? Integer.MAX_VALUE : Integer.parseInt(command.substring(head + HEAD.length()));
        }

        List<String> arguments() {
            int head = command.indexOf(HEAD);
            return List.of((head < 0 ? command : command.substring(0, head)).split(" "));
        }

        @Override
        public String toString() {
            return command;
        }
    }

    static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        boolean isOutput = false;
        for (String line : Files.readAllLines(ROOT.resolve("docs/incident.md"))) {
            if (line.startsWith("```")) {
                isOutput = false;
            } else if (line.startsWith(PROMPT)) {
                steps.add(new Step(line.substring(PROMPT.length()), new ArrayList<>()));
                isOutput = true;
            } else if (isOutput) {
                steps.getLast().output().add(line);
            }
        }
        assertThat(steps).hasSizeGreaterThan(5);
        return steps;
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aCommandPrintsWhatThePageSays(Step step) throws IOException {
        assumeTrue(step.arguments().stream().allMatch(IncidentPageTest::isThere), "kubectl and jq are needed");
        Path printed = directory.resolve("printed");

        String said = run(arguments(step, printed));

        List<String> lines = Stream.concat(
                        said.lines(), Files.exists(printed) ? Files.readAllLines(printed).stream() : Stream.of())
                .map(String::stripTrailing)
                .limit(step.lines())
                .toList();
        assertThat(lines).isEqualTo(step.output());
    }

    private static boolean isThere(String argument) {
        return switch (argument) {
            case "kubectl" -> isInstalled("kubectl");
            case "examples/incident/room" -> isInstalled("kubectl") && isInstalled("jq");
            default -> true;
        };
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** From here, and with the output of a command of its own in a file, since that is not printed by this process. */
    private static List<String> arguments(Step step, Path printed) {
        List<String> arguments = new ArrayList<>();
        for (String argument : step.arguments()) {
            arguments.add(
                    argument.startsWith("examples/") ? ROOT.resolve(argument).toString() : argument);
            if (argument.equals("--")) {
                arguments.addAll(List.of("sh", "-c", "\"$@\" >'" + printed + "'", "sh"));
            }
        }
        return arguments;
    }

    private static String run(List<String> arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            Gyre.commandLine().execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
