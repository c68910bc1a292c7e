package dev.gyre.gateway;

import java.util.List;
import java.util.Map;

/** Who asks: what authentication found out. */
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static UserInfo of(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }
}
