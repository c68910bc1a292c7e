package dev.gyre.schemas.selection;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Objects chosen by a few of their fields: {@code spec.nodeName=node-1,status.phase!=Running}. Which fields, is fixed for each
 * kind ({@link SelectableFields}). A comma, an equals sign or a backslash in a value is written after a backslash.
 */
public final class FieldSelector {

    static final int MAX_TERMS = 100;
    static final int MAX_LENGTH = 64 * 1024;

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One condition on one field. */
    public record Term(String field, boolean isEqual, String value) {
        @Override
        public String toString() {
            String escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
            return field + (isEqual ? "=" : "!=") + escaped;
        }
    }

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** Reads the string syntax; an empty string selects everything. */
    public static FieldSelector parse(String selector) {
        if (selector.length() > MAX_LENGTH) {
            throw new SelectorException("the field selector is longer than " + MAX_LENGTH + " characters");
        }
        List<Term> terms = new ArrayList<>();
        for (String part : splitAtCommas(selector)) {
            if (part.isEmpty()) {
                continue;
            }
            terms.add(term(part, selector));
            if (terms.size() > MAX_TERMS) {
                throw new SelectorException("the field selector has more than " + MAX_TERMS + " terms");
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    private static List<String> splitAtCommas(String selector) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            if (selector.charAt(i) == '\\') {
                i++;
            } else if (selector.charAt(i) == ',') {
                parts.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(selector.substring(start));
        return parts;
    }

    private static Term term(String part, String selector) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '\\') {
                i++;
            } else if (part.startsWith("!=", i)) {
                return new Term(part.substring(0, i).strip(), false, unescape(part.substring(i + 2)));
            } else if (part.charAt(i) == '=') {
                int length = part.startsWith("==", i) ? 2 : 1;
                return new Term(part.substring(0, i).strip(), true, unescape(part.substring(i + length)));
            }
        }
        throw new SelectorException("invalid selector: '" + selector + "'; can't understand '" + part + "'");
    }

    private static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw new SelectorException("invalid field selector: unable to unescape '" + value + "'");
                }
                text.append(value.charAt(i));
            } else if (c == '=') {
                throw new SelectorException("invalid field selector: unescaped '=' in '" + value + "'");
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    public List<Term> terms() {
        return terms;
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** The value that the selector fixes for a field, for instance the one name that is asked for; null for none. */
    public @Nullable String required(String field) {
        for (Term term : terms) {
            if (term.isEqual() && term.field().equals(field)) {
                return term.value();
            }
        }
        return null;
    }

    /** Refuses a selector by fields that objects of this kind cannot be selected by. */
    public FieldSelector checkedFor(ResourceKind kind) {
        for (Term term : terms) {
            if (!SelectableFields.of(kind).contains(term.field())) {
                throw new SelectorException("field label not supported: " + term.field());
            }
        }
        return this;
    }

    public boolean matches(Resource resource) {
        return matchesObject(resource.json());
    }

    /** Whether an object of the API, as a tree in its storage version, is selected. */
    public boolean matchesObject(JsonNode object) {
        for (Term term : terms) {
            if (SelectableFields.value(object, term.field()).equals(term.value()) != term.isEqual()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSelector s && terms.equals(s.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }
}
