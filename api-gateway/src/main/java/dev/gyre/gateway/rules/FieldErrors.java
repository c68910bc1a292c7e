package dev.gyre.gateway.rules;

import dev.gyre.gateway.rules.FieldError.Reason;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Collects the faults of one object, in the order in which they were found and up to a bound. */
public final class FieldErrors {

    /** More than this helps nobody and would let a small request ask for a large answer. */
    private static final int MAX_ERRORS = 100;

    /** A longer value is cut where it is quoted. */
    private static final int MAX_QUOTED = 1_000;

    private final List<FieldError> errors = new ArrayList<>();

    public void required(FieldPath path, String detail) {
        add(path, Reason.REQUIRED, detail);
    }

    public void invalid(FieldPath path, JsonNode value, String detail) {
        addWithValue(path, Reason.INVALID, value, detail);
    }

    public void invalid(FieldPath path, String value, String detail) {
        invalid(path, StringNode.valueOf(value), detail);
    }

    /** A value of another type than the one that is asked for; {@code found} is the type that it has. */
    public void wrongType(FieldPath path, String found, String detail) {
        addWithValue(path, Reason.TYPE_INVALID, StringNode.valueOf(found), detail);
    }

    public void duplicate(FieldPath path, JsonNode value) {
        addWithValue(path, Reason.DUPLICATE, value, "");
    }

    public void duplicate(FieldPath path, String value) {
        addWithValue(path, Reason.DUPLICATE, StringNode.valueOf(value), "");
    }

    public void notFound(FieldPath path, String value) {
        addWithValue(path, Reason.NOT_FOUND, StringNode.valueOf(value), "");
    }

    public void forbidden(FieldPath path, String detail) {
        add(path, Reason.FORBIDDEN, detail);
    }

    public void tooLong(FieldPath path, int maxBytes) {
        add(path, Reason.TOO_LONG, "may not be more than " + maxBytes + " bytes");
    }

    public void tooMany(FieldPath path, int found, int max) {
        add(path, Reason.TOO_MANY, found + ": must have at most " + max + " items");
    }

    public void notSupported(FieldPath path, String value, Collection<String> supported) {
        notSupported(path, StringNode.valueOf(value), supported);
    }

    public void notSupported(FieldPath path, JsonNode value, Collection<String> supported) {
        String words = supported.stream().sorted().map(FieldErrors::quoted).collect(Collectors.joining(", "));
        addWithValue(path, Reason.NOT_SUPPORTED, value, "supported values: " + words);
    }

    public void addAll(FieldErrors others) {
        others.errors.stream().limit(MAX_ERRORS - errors.size()).forEach(errors::add);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> all() {
        return List.copyOf(errors);
    }

    /** One sentence for all: bare where there is one fault, in brackets where there are more. */
    public String summary() {
        LinkedHashSet<String> sentences =
                errors.stream().map(FieldError::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        return sentences.size() == 1 ? sentences.getFirst() : "[" + String.join(", ", sentences) + "]";
    }

    private void addWithValue(FieldPath path, Reason reason, JsonNode value, String detail) {
        String quoted =
                value.isMissingNode() ? "null" : new String(Json.write(value), java.nio.charset.StandardCharsets.UTF_8);
        String shown = quoted.length() > MAX_QUOTED ? quoted.substring(0, MAX_QUOTED) + "..." : quoted;
        add(path, reason, detail.isEmpty() ? shown : shown + ": " + detail);
    }

    private void add(FieldPath path, Reason reason, String detail) {
        if (errors.size() < MAX_ERRORS) {
            String body = detail.isEmpty() ? reason.phrase() : reason.phrase() + ": " + detail;
            errors.add(new FieldError(path.toString(), reason, body));
        }
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }
}
