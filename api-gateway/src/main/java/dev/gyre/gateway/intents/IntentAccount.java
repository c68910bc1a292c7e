package dev.gyre.gateway.intents;

import dev.gyre.events.Topics;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.Groups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service account that may ask over Kafka. Its topic's name is all that says who asks. */
record IntentAccount(String namespace, String name, String uid) {

    /** Neither part of it can be mistaken for the other: names of namespaces have no dots. */
    String dotted() {
        return namespace + "." + name;
    }

    String topic() {
        return Topics.INTENTS + dotted();
    }

    /** The same user as with a token of the account, and one that may name causes and guards, since it is us who do. */
    UserInfo user() {
        UserInfo user = Groups.serviceAccount(namespace, name, uid, Map.of());
        List<String> groups = new ArrayList<>(user.groups());
        groups.add(Groups.COMPONENTS);
        return new UserInfo(user.name(), user.uid(), List.copyOf(groups), user.extra());
    }
}
