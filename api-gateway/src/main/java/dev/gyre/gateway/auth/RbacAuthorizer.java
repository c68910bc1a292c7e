package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the roles and bindings of the newest snapshot. The rules are compiled once for each change of these kinds: a
 * snapshot that differs elsewhere only keeps them.
 */
public final class RbacAuthorizer implements Authorizer {

    private final ResourceReader reader;
    private volatile @Nullable Compiled compiled;

    private record Compiled(long revision, long fingerprint, RbacRules rules) {}

    public RbacAuthorizer(ResourceReader reader) {
        this.reader = reader;
    }

    @Override
    public Verdict authorize(UserInfo user, Attributes attributes) {
        if (user.groups().contains(Groups.MASTERS)) {
            return Verdict.allow("");
        }
        for (RbacRules.Grant grant : rules().grants(user, attributes.namespace())) {
            for (PolicyRule rule : grant.rules()) {
                if (rule.allows(attributes)) {
                    return Verdict.allow(grant.description());
                }
            }
        }
        return Verdict.NO_OPINION;
    }

    /** All rules that hold for a user in a namespace, for those who review themselves and for escalation checks. */
    List<PolicyRule> rulesFor(UserInfo user, String namespace) {
        List<PolicyRule> granted = rules().grants(user, namespace).stream()
                .flatMap(grant -> grant.rules().stream())
                .collect(Collectors.toList());
        if (user.groups().contains(Groups.MASTERS)) {
            granted.addFirst(RbacRules.EVERY_RESOURCE);
            granted.add(1, RbacRules.EVERY_PATH);
        }
        return granted;
    }

    private RbacRules rules() {
        Snapshot snapshot = reader.latest();
        Compiled known = compiled;
        if (known != null && known.revision() == snapshot.revision()) {
            return known.rules();
        }
        long fingerprint = RbacRules.fingerprint(snapshot);
        RbacRules rules =
                known != null && known.fingerprint() == fingerprint ? known.rules() : RbacRules.compile(snapshot);
        compiled = new Compiled(snapshot.revision(), fingerprint, rules);
        return rules;
    }
}
