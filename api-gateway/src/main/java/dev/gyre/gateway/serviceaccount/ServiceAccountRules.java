package dev.gyre.gateway.serviceaccount;

import dev.gyre.gateway.rules.KindRules;

/** A service account is a name for pods to act under; nothing in it needs checking beyond its structure. */
public final class ServiceAccountRules implements KindRules {

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }
}
