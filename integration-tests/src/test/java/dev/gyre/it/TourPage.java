package dev.gyre.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of prose and of {@code console} blocks, in which a line that begins with {@code $} and a space is a command and what follows is
 * its output. A command goes on over lines that end with a backslash and to the end of a here-document. The page can be written
 * again with other outputs; all else stays as it is.
 */
record TourPage(List<Part> parts) {

    /** Lines as they are, or a command with what it prints. */
    sealed interface Part {
        List<String> lines();
    }

    record Prose(List<String> lines) implements Part {}

    record Step(List<String> command, List<String> output, int lineNumber) implements Part {

        private static final Pattern READS = Pattern.compile(
                "\\$ (kubectl (get|describe|top|logs|auth|explain|events|diff|rollout (history|status))|curl|\\./gyre (why|events|diff)) ");
        private static final Pattern TERMINAL = Pattern.compile(" (-it|-ti|-i -t|-t -i)\\b");

        String script() {
            return String.join("\n", command).substring(PROMPT.length());
        }

        /** Whether it talks with whoever sits at the terminal. */
        boolean isInteractive() {
            return TERMINAL.matcher(command.getFirst()).find();
        }

        /** Whether it may be asked again without changing anything. */
        boolean onlyReads() {
            return READS.matcher(command.getFirst()).lookingAt();
        }

        /** What is typed there: it stands in the output, behind the container's prompt. */
        List<String> typed() {
            return output.stream()
                    .filter(line -> line.startsWith(INNER_PROMPT))
                    .map(line -> line.substring(INNER_PROMPT.length()))
                    .toList();
        }

        Step withOutput(List<String> actual) {
            return new Step(command, actual, lineNumber);
        }

        @Override
        public List<String> lines() {
            List<String> all = new ArrayList<>(command);
            all.addAll(output);
            return all;
        }
    }

    /** How a shell in a container asks for the next command. */
    static final String INNER_PROMPT = "/ # ";

    private static final String PROMPT = "$ ";
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*(['\"]?)(\\w+)\\1");

    static TourPage parse(List<String> lines) {
        List<Part> parts = new ArrayList<>();
        int next = 0;
        boolean inConsole = false;
        while (next < lines.size()) {
            String line = lines.get(next);
            int end = next + 1;
            if (inConsole && line.startsWith(PROMPT)) {
                end = endOfCommand(lines, next);
                int output = end;
                while (end < lines.size() && !lines.get(end).startsWith(PROMPT) && !isFence(lines.get(end))) {
                    end++;
                }
                parts.add(new Step(
                        List.copyOf(lines.subList(next, output)), List.copyOf(lines.subList(output, end)), next + 1));
            } else {
                inConsole = isFence(line) ? !inConsole && line.equals("```console") : inConsole;
                parts.add(new Prose(List.of(line)));
            }
            next = end;
        }
        return new TourPage(parts);
    }

    List<Step> steps() {
        return parts.stream()
                .filter(Step.class::isInstance)
                .map(Step.class::cast)
                .toList();
    }

    List<String> lines() {
        return parts.stream().flatMap(part -> part.lines().stream()).toList();
    }

    private static boolean isFence(String line) {
        return line.startsWith("```");
    }

    private static int endOfCommand(List<String> lines, int start) {
        int end = start + 1;
        while (end < lines.size() && lines.get(end - 1).endsWith("\\")) {
            end++;
        }
        Matcher document = HERE_DOCUMENT.matcher(lines.get(end - 1));
        if (document.find()) {
            while (end < lines.size() && !lines.get(end).equals(document.group(2))) {
                end++;
            }
            end = Math.min(end + 1, lines.size());
        }
        return end;
    }
}
