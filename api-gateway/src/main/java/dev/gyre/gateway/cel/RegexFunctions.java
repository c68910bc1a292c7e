package dev.gyre.gateway.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** {@code find} and {@code findAll}, by regular expressions that take linear time. */
final class RegexFunctions {

    private static final CelType STRING = SimpleType.STRING;
    private static final ListType STRINGS = ListType.create(STRING);

    private RegexFunctions() {}

    static Functions all() {
        return new Functions()
                .member("find", STRING, STRING, String.class, STRING, String.class, RegexFunctions::find)
                .member(
                        "findAll",
                        STRINGS,
                        STRING,
                        String.class,
                        STRING,
                        String.class,
                        (text, regex) -> findAll(text, regex, -1))
                .member(
                        "findAll",
                        STRINGS,
                        List.of(STRING, STRING, SimpleType.INT),
                        List.of(String.class, String.class, Long.class),
                        args -> findAll((String) args[0], (String) args[1], (Long) args[2]));
    }

    private static String find(String text, String regex) {
        Matcher matcher = compile(regex).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(String text, String regex, long limit) {
        List<String> found = new ArrayList<>();
        Matcher matcher = compile(regex).matcher(text);
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Illegal regex: " + e.getMessage(), e);
        }
    }
}
