package dev.gyre.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Output with a word in place of each thing that differs from run to run: ages, times, addresses, suffixes of names, uids, measured
 * amounts. Two outputs are the same when their texts of this kind are equal to the letter; that, and the width of columns, is all
 * that a tour forgives.
 */
final class TourText {

    /** Columns whose cells say when or how much. */
    private static final Set<String> VARYING_COLUMNS = Set.of(
            "AGE",
            "Age",
            "LAST SEEN",
            "LAST SCHEDULE",
            "DURATION",
            "CPU(cores)",
            "CPU%",
            "CPU(%)",
            "MEMORY(bytes)",
            "MEMORY%",
            "MEMORY(%)");

    private static final Pattern COLUMN = Pattern.compile("\\S+(?: \\S+)*");
    private static final Pattern HEADER = Pattern.compile("[A-Z][A-Z0-9()%/-]*(?: [A-Z(][A-Z0-9()%/-]*)*"
            + "(?: {2,}[A-Z(][A-Zbcorestym0-9()%/-]*(?: [A-Z(][A-Z0-9()%/-]*)*)+");
    private static final Pattern EVENTS_HEADER = Pattern.compile(" +Type +Reason +Age +From +Message");
    private static final String SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]";

    private record Varying(Pattern pattern, String word) {
        static Varying of(String pattern, String word) {
            return new Varying(Pattern.compile(pattern), word);
        }

        String hide(String line) {
            return pattern.matcher(line).replaceAll(Matcher.quoteReplacement(word));
        }
    }

    private static final List<Varying> VARYING = List.of(
            Varying.of("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UID"),
            Varying.of("\\b[0-9a-f]{64}\\b", "DIGEST"),
            Varying.of(
                    "\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?( ?Z| ?[+-]\\d\\d:?\\d\\d( UTC)?)?",
                    "TIME"),
            Varying.of("\\b[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}", "TIME"),
            Varying.of("\\b\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}", "TIME"),
            Varying.of("\\b127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"),
            Varying.of("(?<![\\w.])(?!127\\.0\\.0\\.1|0\\.0\\.0\\.0)\\d{1,3}(\\.\\d{1,3}){3}(?![\\w.]*\\w)", "IP"),
            Varying.of("(?<=:)3[0-2]\\d{3}(?=/)|(?<=IP:)3[0-2]\\d{3}\\b", "PORT"),
            Varying.of("\\(((\\d+[dhms])+) ago\\)", "(AGE ago)"),
            Varying.of("(?<=ready in |in )\\d+(\\.\\d+)?m?s?(?= s\\b|\\b)", "TIME"),
            Varying.of("(?<=^ {0,20})\\d+(?= +TIME)", "REVISION"),
            Varying.of("(?<=\\(revision )\\d+", "REVISION"),
            Varying.of("(resourceVersion\"?: ?\"?)\\d+", "resourceVersion: N"),
            Varying.of("-" + SUFFIX + "{8,10}-" + SUFFIX + "{5}\\b", "-HASH-SUFFIX"),
            Varying.of("-" + SUFFIX + "{8,10}\\b", "-HASH"),
            Varying.of("-" + SUFFIX + "{5}\\b", "-SUFFIX"));

    private TourText() {}

    static List<String> comparable(List<String> lines) {
        List<String> all = new ArrayList<>();
        UnaryOperator<String> table = UnaryOperator.identity();
        int events = -1;
        for (String line : lines) {
            boolean isHeader = HEADER.matcher(line.stripTrailing()).matches();
            boolean areEvents = EVENTS_HEADER.matcher(line).matches();
            if (isHeader || areEvents) {
                table = hidingCells(line);
            } else if (line.isBlank()) {
                table = UnaryOperator.identity();
            }
            String text = isHeader || areEvents ? line : table.apply(line);
            for (Varying varying : VARYING) {
                text = varying.hide(text);
            }
            all.add(narrow(text));
            events = areEvents ? all.size() : events;
        }
        if (events >= 0) {
            all.subList(events, all.size()).sort(null); // those of one second come in any order
        }
        return all;
    }

    /** Cells begin where their header does. */
    private static UnaryOperator<String> hidingCells(String header) {
        List<MatchResult> columns = COLUMN.matcher(header).results().toList();
        return line -> {
            StringBuilder text = new StringBuilder(line);
            for (int i = columns.size() - 1; i >= 0; i--) {
                int start = columns.get(i).start();
                int end = i + 1 < columns.size() ? columns.get(i + 1).start() : text.length();
                if (VARYING_COLUMNS.contains(columns.get(i).group())
                        && start < text.length()
                        && !text.substring(start, end).contains("----")) {
                    text.replace(start, end, "~  ");
                }
            }
            return text.toString();
        };
    }

    /** Columns are as wide as their widest cell. */
    private static String narrow(String line) {
        String text = line.stripTrailing();
        int indent = text.length() - text.stripLeading().length();
        return text.substring(0, indent)
                + text.substring(indent).replaceAll(" {2,}", "  ").replaceAll("-{3,}", "---");
    }
}
