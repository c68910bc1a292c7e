package dev.gyre.schemas.selection;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keys and values of labels may look like. Each question is answered with what is wrong, or null. */
public final class LabelSyntax {

    private static final int MAX_NAME = 63;
    private static final int MAX_PREFIX = 253;
    private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String DOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
    private static final Pattern DOMAIN_PATTERN = Pattern.compile(DOMAIN);

    private LabelSyntax() {}

    /** A key: a name of up to 63 characters, after an optional DNS prefix and a slash. */
    public static @Nullable String keyProblem(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length > 2) {
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS "
                    + "subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }
        String name = parts[parts.length - 1];
        if (parts.length == 2) {
            String prefix = parts[0];
            if (prefix.isEmpty()) {
                return "prefix part must be non-empty";
            }
            if (prefix.length() > MAX_PREFIX) {
                return "prefix part must be no more than " + MAX_PREFIX + " bytes";
            }
            if (!DOMAIN_PATTERN.matcher(prefix).matches()) {
                return "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
                        + "'-' or '.', and must start and end with an alphanumeric character";
            }
        }
        if (name.isEmpty()) {
            return "name part must be non-empty";
        }
        if (name.length() > MAX_NAME) {
            return "name part must be no more than " + MAX_NAME + " bytes";
        }
        return NAME_PATTERN.matcher(name).matches()
                ? null
                : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                        + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
                        + "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    }

    /** A value: empty, or a name of up to 63 characters. */
    public static @Nullable String valueProblem(String value) {
        if (value.length() > MAX_NAME) {
            return "must be no more than " + MAX_NAME + " bytes";
        }
        return value.isEmpty() || NAME_PATTERN.matcher(value).matches()
                ? null
                : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                        + "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
                        + "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    }
}
