package dev.gyre.gateway.flowcontrol;

import tools.jackson.databind.JsonNode;

/**
 * What a PriorityLevelConfiguration says.
 *
 * @param shares of the server's seats
 * @param lendablePercent of its own seats that others may use while they are free
 * @param borrowingPercent of its own seats that it may use of others' on top; {@link #WITHOUT_BOUND} for as many as there are
 * @param queues 0 where requests are turned away instead
 */
record LevelSettings(
        String name,
        String uid,
        boolean isExempt,
        int shares,
        int lendablePercent,
        int borrowingPercent,
        int queues,
        int handSize,
        int queueLengthLimit) {

    static final int WITHOUT_BOUND = -1;

    /** More are not made, whatever a level asks for. */
    private static final int MOST_QUEUES = 4096;

    static LevelSettings read(JsonNode object) {
        JsonNode spec = object.path("spec");
        boolean isExempt = spec.path("type").asString("").equals("Exempt");
        JsonNode share = spec.path(isExempt ? "exempt" : "limited");
        JsonNode response = share.path("limitResponse");
        JsonNode queuing = response.path("queuing");
        boolean isQueued = response.path("type").asString("").equals("Queue");
        return new LevelSettings(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                isExempt,
                share.path("nominalConcurrencyShares").asInt(isExempt ? 0 : 30),
                share.path("lendablePercent").asInt(0),
                share.path("borrowingLimitPercent").asInt(WITHOUT_BOUND),
                isQueued ? Math.clamp(queuing.path("queues").asInt(64), 1, MOST_QUEUES) : 0,
                Math.clamp(queuing.path("handSize").asInt(8), 1, MOST_QUEUES),
                queuing.path("queueLengthLimit").asInt(50));
    }
}
