package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a quota shows is named and measured like what it limits. */
final class ResourceQuotaStatusRules implements StatusRules {

    static final ResourceQuotaStatusRules INSTANCE = new ResourceQuotaStatusRules();

    private ResourceQuotaStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
        for (String amounts : List.of("hard", "used")) {
            ResourceQuotaRules.validateAmounts(
                    quota.path("status").path(amounts), FieldPath.of("status", amounts), errors);
        }
    }
}
