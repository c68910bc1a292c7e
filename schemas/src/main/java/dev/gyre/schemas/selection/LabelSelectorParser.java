package dev.gyre.schemas.selection;

import dev.gyre.schemas.selection.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;

/** Reads the string syntax of label selectors: requirements between commas, sets of values between parentheses. */
final class LabelSelectorParser {

    private final String text;
    private int position;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    List<LabelRequirement> parse() {
        List<LabelRequirement> requirements = new ArrayList<>();
        if (peek().isEmpty()) {
            return requirements;
        }
        while (true) {
            requirements.add(requirement());
            if (requirements.size() > LabelSelector.MAX_REQUIREMENTS) {
                return requirements;
            }
            String next = take();
            if (next.isEmpty()) {
                return requirements;
            }
            expect(next, ",", "',' or 'end of string'");
        }
    }

    private LabelRequirement requirement() {
        if (peek().equals("!")) {
            take();
            return new LabelRequirement(word("identifier"), Operator.DOES_NOT_EXIST, List.of());
        }
        String key = word("!, identifier, or 'end of string'");
        String operator = peek();
        if (operator.isEmpty() || operator.equals(",")) {
            return new LabelRequirement(key, Operator.EXISTS, List.of());
        }
        take();
        return switch (operator) {
            case "=", "==" -> new LabelRequirement(key, Operator.IN, List.of(value()));
            case "!=" -> new LabelRequirement(key, Operator.NOT_IN, List.of(value()));
            case ">" -> new LabelRequirement(key, Operator.GREATER_THAN, List.of(value()));
            case "<" -> new LabelRequirement(key, Operator.LESS_THAN, List.of(value()));
            case "in" -> new LabelRequirement(key, Operator.IN, set());
            case "notin" -> new LabelRequirement(key, Operator.NOT_IN, set());
            default -> throw found(operator, "in, notin, =, ==, !=, gt, lt");
        };
    }

    /** A single value; nothing before the next comma is the empty one. */
    private String value() {
        String next = peek();
        return next.isEmpty() || next.equals(",") ? "" : word("identifier");
    }

    private List<String> set() {
        expect(take(), "(", "'('");
        List<String> values = new ArrayList<>();
        while (true) {
            String next = peek();
            values.add(next.equals(",") || next.equals(")") ? "" : word("',', or identifier"));
            String separator = take();
            if (separator.equals(")")) {
                return values;
            }
            expect(separator, ",", "',' or ')'");
        }
    }

    private String word(String expected) {
        String token = take();
        if (token.isEmpty() || isSymbol(token.charAt(0))) {
            throw found(token, expected);
        }
        return token;
    }

    private String peek() {
        int before = position;
        String token = take();
        position = before;
        return token;
    }

    /** The next token; empty at the end. */
    private String take() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        if (position == text.length()) {
            return "";
        }
        int start = position;
        char first = text.charAt(position++);
        if (isSymbol(first)) {
            boolean isDouble =
                    (first == '=' || first == '!') && position < text.length() && text.charAt(position) == '=';
            position += isDouble ? 1 : 0;
            return text.substring(start, position);
        }
        while (position < text.length()
                && !isSymbol(text.charAt(position))
                && !Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isSymbol(char c) {
        return "=!(),<>".indexOf(c) >= 0;
    }

    private static void expect(String token, String wanted, String expected) {
        if (!token.equals(wanted)) {
            throw found(token, expected);
        }
    }

    private static SelectorException found(String token, String expected) {
        return new SelectorException("unable to parse requirement: found '" + token + "', expected: " + expected);
    }
}
