package dev.gyre.schemas.custom;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A path into a document, in the part of JSONPath that columns use: {@code .spec.containers[0].image}, {@code
 * .status.conditions[?(@.type=="Ready")].status}, {@code .metadata.labels['app']}, {@code .spec.ports[*].port}. Immutable.
 */
public final class JsonPath {

    private static final int MAX_LENGTH = 4096;

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** An {@link IllegalArgumentException} where the text is no such path. */
    public static JsonPath parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("path is longer than " + MAX_LENGTH + " characters");
        }
        return new JsonPath(new Reader(text).steps());
    }

    /** What it leads to, in order; nothing where it leads nowhere. */
    public List<JsonNode> find(JsonNode document) {
        List<JsonNode> found = List.of(document);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            found.forEach(node -> step.collect(node, next));
            found = next;
        }
        return found;
    }

    private sealed interface Step {
        void collect(JsonNode node, List<JsonNode> found);
    }

    private record Field(String name) implements Step {
        @Override
        public void collect(JsonNode node, List<JsonNode> found) {
            JsonNode value = node.get(name);
            if (value != null) {
                found.add(value);
            }
        }
    }

    private record Index(int index) implements Step {
        @Override
        public void collect(JsonNode node, List<JsonNode> found) {
            int at = index < 0 ? node.size() + index : index;
            if (node.isArray() && at >= 0 && at < node.size()) {
                found.add(node.get(at));
            }
        }
    }

    private record Every() implements Step {
        @Override
        public void collect(JsonNode node, List<JsonNode> found) {
            node.forEach(found::add);
        }
    }

    /** All below, the node itself included. */
    private record Descend() implements Step {
        @Override
        public void collect(JsonNode node, List<JsonNode> found) {
            found.add(node);
            node.forEach(child -> collect(child, found));
        }
    }

    /** Items of which a path leads somewhere, or to a value that compares as asked; {@code operator} is empty for the first. */
    private record Filter(JsonPath path, String operator, String value) implements Step {
        @Override
        public void collect(JsonNode node, List<JsonNode> found) {
            if (node.isArray()) {
                for (JsonNode item : node) {
                    List<JsonNode> there = path.find(item);
                    if (!there.isEmpty() && (operator.isEmpty() || compares(there.getFirst()))) {
                        found.add(item);
                    }
                }
            }
        }

        private boolean compares(JsonNode found) {
            int order;
            try {
                order = new BigDecimal(found.asString("")).compareTo(new BigDecimal(value));
            } catch (NumberFormatException notNumbers) {
                order = found.asString("").compareTo(value);
            }
            return switch (operator) {
                case "==" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            String inside = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
            this.text = inside.startsWith("$") ? inside.substring(1) : inside;
        }

        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            while (at < text.length()) {
                if (text.startsWith("..", at)) {
                    at += 2;
                    steps.add(new Descend());
                    if (at < text.length() && text.charAt(at) != '[') {
                        steps.add(field());
                    }
                } else if (text.charAt(at) == '.') {
                    at++;
                    if (at < text.length() && text.charAt(at) != '[') {
                        steps.add(field());
                    }
                } else if (text.charAt(at) == '[') {
                    steps.add(bracket());
                } else if (steps.isEmpty()) {
                    steps.add(field());
                } else {
                    throw refusal("unexpected character '" + text.charAt(at) + "'");
                }
            }
            return steps;
        }

        private Step field() {
            StringBuilder name = new StringBuilder();
            while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                name.append(text.charAt(at++));
            }
            if (name.isEmpty()) {
                throw refusal("a field has no name");
            }
            return name.toString().equals("*") ? new Every() : new Field(name.toString());
        }

        private Step bracket() {
            int end = closing();
            String inside = text.substring(at + 1, end).strip();
            at = end + 1;
            if (inside.equals("*")) {
                return new Every();
            }
            if (inside.startsWith("?(") && inside.endsWith(")")) {
                return filter(inside.substring(2, inside.length() - 1).strip());
            }
            if (isQuoted(inside)) {
                return new Field(unquoted(inside));
            }
            if (inside.matches("-?[0-9]{1,9}")) {
                return new Index(Integer.parseInt(inside));
            }
            throw refusal("invalid array index " + inside);
        }

        private int closing() {
            char quote = 0;
            int depth = 0;
            for (int i = at; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if (c == '[') {
                    depth++;
                } else if (c == ']' && --depth == 0) {
                    return i;
                }
            }
            throw refusal("unterminated array");
        }

        private Step filter(String condition) {
            for (int i = 0; i < condition.length(); i++) {
                for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
                    if (condition.startsWith(operator, i)) {
                        String value =
                                condition.substring(i + operator.length()).strip();
                        return new Filter(
                                ofItem(condition.substring(0, i).strip()),
                                operator,
                                isQuoted(value) ? unquoted(value) : value);
                    }
                }
            }
            return new Filter(ofItem(condition), "", "");
        }

        private JsonPath ofItem(String path) {
            if (!path.startsWith("@")) {
                throw refusal("a filter looks at no item");
            }
            return parse(path.substring(1));
        }

        private static boolean isQuoted(String text) {
            return text.length() >= 2
                    && (text.startsWith("'") && text.endsWith("'") || text.startsWith("\"") && text.endsWith("\""));
        }

        private static String unquoted(String text) {
            return text.substring(1, text.length() - 1);
        }

        private IllegalArgumentException refusal(String why) {
            return new IllegalArgumentException(why + " in " + text);
        }
    }
}
