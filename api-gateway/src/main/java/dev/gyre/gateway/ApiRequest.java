package dev.gyre.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the pipeline sees it, free of any protocol: whole body, decoded path, lower-case header names.
 *
 * @param id unique; the cause of what it changes, unless a component names another
 */
public record ApiRequest(
        String id,
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        UserInfo user) {

    /** The first value of a query parameter, null where it was not given. */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    public boolean flag(String name) {
        String value = parameter(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The same request with this header, in place of one of its name. */
    public ApiRequest with(String header, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(header, value);
        return new ApiRequest(id, method, path, query, changed, body, user);
    }

    /** The same request without this header. */
    public ApiRequest without(String header) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.remove(header);
        return new ApiRequest(id, method, path, query, changed, body, user);
    }
}
