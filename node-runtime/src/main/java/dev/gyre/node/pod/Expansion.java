package dev.gyre.node.pod;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * {@code $(NAME)} in commands, arguments and values: replaced where the variable is known, left alone where it is not;
 * {@code $$} is a dollar sign, so {@code $$(NAME)} comes out as {@code $(NAME)}.
 */
final class Expansion {
    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        return expand(text, name -> variables.getOrDefault(name, "$(" + name + ")"));
    }

    /** @param value of the variable of a name */
    static String expand(String text, UnaryOperator<String> value) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = c == '$' && at + 1 < text.length() ? text.charAt(at + 1) : 0;
            int end = next == '(' ? text.indexOf(')', at) : -1;
            if (next == '$') {
                out.append('$');
                at += 2;
            } else if (end > 0) {
                String name = text.substring(at + 2, end);
                out.append(value.apply(name));
                at = end + 1;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }
}
