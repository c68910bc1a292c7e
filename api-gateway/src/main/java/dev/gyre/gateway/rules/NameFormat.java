package dev.gyre.gateway.rules;

import org.jspecify.annotations.Nullable;

/**
 * What a name may look like. The checks are written as loops, not regular expressions: they run for every key of every
 * label of every write.
 */
public enum NameFormat {
    /** Lower-case letters, digits, {@code -} and {@code .}: most objects. */
    SUBDOMAIN {
        @Override
        public @Nullable String fault(String name) {
            if (name.length() > 253) {
                return "must be no more than 253 bytes";
            }
            return isSubdomain(name) ? null : SUBDOMAIN_FAULT;
        }
    },
    /** One DNS label: namespaces, containers, ports, volumes. */
    LABEL {
        @Override
        public @Nullable String fault(String name) {
            if (name.length() > 63) {
                return "must be no more than 63 bytes";
            }
            return isLabel(name) ? null : LABEL_FAULT;
        }
    },
    /** A DNS label that begins with a letter: services. */
    SERVICE {
        @Override
        public @Nullable String fault(String name) {
            if (name.length() > 63) {
                return "must be no more than 63 bytes";
            }
            return isLabel(name) && !isDigit(name.charAt(0)) ? null : SERVICE_FAULT;
        }
    },
    /** Whatever can be one segment of a path: roles and their bindings, whose names have colons. */
    PATH_SEGMENT {
        @Override
        public @Nullable String fault(String name) {
            if (name.equals(".") || name.equals("..")) {
                return "may not be '" + name + "'";
            }
            if (name.indexOf('/') >= 0) {
                return "may not contain '/'";
            }
            return name.indexOf('%') >= 0 ? "may not contain '%'" : null;
        }
    };

    private static final String SUBDOMAIN_FAULT =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
                    + " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String LABEL_FAULT =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
                    + " an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String SERVICE_FAULT =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,"
                    + " and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is"
                    + " '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /** What is wrong with the name; null where nothing is. */
    public abstract @Nullable String fault(String name);

    static boolean isSubdomain(String name) {
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            if (!isLabel(name, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(name, start, name.length());
    }

    static boolean isLabel(String name) {
        return isLabel(name, 0, name.length());
    }

    private static boolean isLabel(String name, int from, int to) {
        if (from == to || name.charAt(from) == '-' || name.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || isDigit(c) || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
