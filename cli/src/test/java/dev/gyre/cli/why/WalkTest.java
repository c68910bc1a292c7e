package dev.gyre.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.History;
import dev.gyre.events.history.Version.Type;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WalkTest {

    private static final String WEB = """
            {'metadata':{'name':'web','namespace':'shop','uid':'d1'%s},'spec':{'replicas':%d}}""";
    private static final String SET = """
            {'metadata':{'name':'web-1','namespace':'shop','uid':'r1','ownerReferences':[
             {'apiVersion':'apps/v1','kind':'Deployment','name':'web','uid':'d1','controller':true}]},
             'spec':{'replicas':%d}}""";
    private static final String POD = """
            {'metadata':{'name':'%s','namespace':'shop','uid':'%s'%s,'ownerReferences':[
             {'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web-1','uid':'r1','controller':true}]},
             'spec':{%s},'status':{'phase':'Pending'}}""";
    private static final String NODE = """
            {'metadata':{'name':'node-1','uid':'n1'},'spec':{%s}}""";

    private final RecordedHistory history = new RecordedHistory();

    @Test
    void aPodIsTracedBackToWhoMadeItsDeployment() {
        recordADeploymentOfOne();

        assertThat(text("pods/shop/a")).isEqualTo("""
                pod a in shop is to run on node-1
                  it was created because of ann (revision 10, deployments.apps/shop/web: created)

                12       2026-11-28 10:00:12Z  created
                     by replicaset, looking at replicasets.apps/shop/web-1: 0 of 1 pods, 1 to create
                     because of
                       11       2026-11-28 10:00:11Z  replicasets.apps/shop/web-1: created
                            by deployment, looking at deployments.apps/shop/web: scaled up to 1
                            because of
                              10       2026-11-28 10:00:10Z  deployments.apps/shop/web: created
                                   by ann, request q1
                13       2026-11-28 10:00:13Z  placed on node-1
                     by scheduler, looking at schedulers/default-scheduler: shop/a to node-1: best of 2
                """);
    }

    @Test
    void whatTheSchedulerWeighedIsToldInLines() {
        history.change(10, Type.ADDED, "pods/shop/a", POD.formatted("a", "p1", "", ""), "ann", "q1")
                .placement(10, "shop/a to node-1: 298, best of 2", """
                        {'plugins':['LeastAllocated','ImageLocality'],'pods':[
                         {'pod':'shop/b','node':'node-2','looked':1,'possible':1,'filtered':[],'best':[]},
                         {'pod':'shop/a','node':'node-1','looked':9,'possible':2,
                          'filtered':[{'plugin':'NodeResourcesFit','reason':'Insufficient cpu','nodes':7}],
                          'best':[{'node':'node-1','total':298,'scores':[98,200]},
                                  {'node':'node-3','total':97,'scores':[97,0]}]}]}
                        """)
                .change(
                        11,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ""),
                        "system:kube-scheduler",
                        "scheduler/schedulers/default-scheduler/10/1");

        assertThat(text("pods/shop/a")).endsWith("""
                11       2026-11-28 10:00:11Z  placed on node-1
                     by scheduler, looking at schedulers/default-scheduler: shop/a to node-1: 298, best of 2
                       7 of 9 nodes refused by NodeResourcesFit: Insufficient cpu
                       node-1 scored 298: LeastAllocated 98, ImageLocality 200
                       node-3 scored 97: LeastAllocated 97, ImageLocality 0
                """);
    }

    @Test
    void oneChangeCanBeAskedForAlone() {
        recordADeploymentOfOne();

        Story.Turn turn = Walk.at(ResourceKey.parse("pods/shop/a"), 12, history);

        assertThat(turn).isNotNull();
        assertThat(turn.what()).containsExactly("created");
        assertThat(turn.cause()).isInstanceOf(Story.Cause.Decided.class);
        assertThat(Walk.at(ResourceKey.parse("pods/shop/a"), 11, history)).isNull();
    }

    @Test
    void aPodThatTakesTheOthersPlaceIsThereBecauseTheOtherWasDeleted() {
        recordADeploymentOfOne();
        history.change(
                        14,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:14Z'"),
                        "bob",
                        "q2")
                .decision("replicaset", "replicasets.apps/shop/web-1", 14, "0 of 1 pods, 1 to create")
                .change(
                        15,
                        Type.ADDED,
                        "pods/shop/b",
                        pod("b", "p2", ""),
                        "rs",
                        "replicaset/replicasets.apps/shop/web-1/14/1");

        assertThat(Walk.of(ResourceKey.parse("pods/shop/b"), history))
                .satisfies(story -> assertThat(story.standing())
                        .contains("it was created because of bob (revision 14, pods/shop/a: " + Turns.DELETION + ")"));
    }

    @Test
    void aPodThatFollowsOneThatHasGoneIsThereBecauseThatOneWasAskedToGo() {
        recordADeploymentOfOne();
        history.change(
                        14,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:14Z'"),
                        "bob",
                        "q2")
                .decision("replicaset", "replicasets.apps/shop/web-1", 14, "it waits for a to be gone")
                .decision("kubelet", "pods/shop/a", 14, "nothing of the pod is left on this node")
                .change(
                        15,
                        Type.DELETED,
                        "pods/shop/a",
                        pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:14Z'"),
                        "system:node:node-1",
                        "kubelet/pods/shop/a/14/1")
                .decision("replicaset", "replicasets.apps/shop/web-1", 15, "0 of 1 pods, 1 to create")
                .change(
                        16,
                        Type.ADDED,
                        "pods/shop/a",
                        pod("a", "p2", ""),
                        "rs",
                        "replicaset/replicasets.apps/shop/web-1/15/1");

        assertThat(standing("pods/shop/a"))
                .contains("it was created because of bob (revision 14, pods/shop/a: " + Turns.DELETION + ")");
    }

    @Test
    void whatGoesWithItsNamespaceGoesForNothingThatTheNamespaceWasBefore() {
        history.change(20, Type.ADDED, "namespaces/shop", "{'metadata':{'name':'shop','uid':'n1'}}", "ann", "q1")
                .change(21, Type.ADDED, "configmaps/shop/c", config("one", "1"), "ann", "q2")
                .change(
                        22,
                        Type.MODIFIED,
                        "namespaces/shop",
                        "{'metadata':{'name':'shop','uid':'n1','deletionTimestamp':'2026-11-28T10:00:22Z'}}",
                        "bob",
                        "q3")
                .decision("namespace", "namespaces/shop", 22, "it still holds 1 objects")
                .change(
                        23,
                        Type.DELETED,
                        "configmaps/shop/c",
                        config("one", "1"),
                        "nc",
                        "namespace/namespaces/shop/22/1");

        assertThat(standing("configmaps/shop/c"))
                .filteredOn(line -> line.startsWith("it goes"))
                .containsExactly("it goes because of bob (revision 22, namespaces/shop: its deletion was asked for)");
    }

    @Test
    void whatBoreTheNameBeforeLedToNothing() {
        recordADeploymentOfOne();
        history.change(14, Type.DELETED, "deployments.apps/shop/web", WEB.formatted("", 1), "bob", "q2")
                .change(
                        15,
                        Type.ADDED,
                        "deployments.apps/shop/web",
                        WEB.replace("d1", "d2").formatted("", 1),
                        "eve",
                        "q3")
                .decision("deployment", "deployments.apps/shop/web", 15, "scaled up to 1")
                .change(
                        16,
                        Type.ADDED,
                        "replicasets.apps/shop/web-2",
                        SET.replace("web-1", "web-2").replace("d1", "d2").formatted(1),
                        "dc",
                        "deployment/deployments.apps/shop/web/15/1");

        assertThat(standing("replicasets.apps/shop/web-2"))
                .containsExactly(
                        "is there",
                        "0 pods of 1",
                        "it was created because of eve (revision 15, deployments.apps/shop/web: created)");
    }

    @Test
    void aPodThatMakesRoomForAnotherGoesBecauseOfWhoeverWantsThatOne() {
        recordADeploymentOfOne();
        history.change(14, Type.ADDED, "pods/vip/big", POD.formatted("big", "p9", "", ""), "eve", "q2")
                .decided(
                        "scheduler",
                        "schedulers/default-scheduler",
                        14,
                        "{'plugins':[],'pods':[{'pod':'vip/big','preempts':['shop/a']}]}",
                        "shop/c to node-2: best of 2",
                        "vip/big gets the place of 1 less important pods on node-1")
                .change(
                        15,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:15Z'"),
                        "ks",
                        "scheduler/schedulers/default-scheduler/14/1");

        assertThat(text("pods/shop/a"))
                .contains("  it goes because of eve (revision 14, pods/vip/big: created)\n")
                .endsWith("""
                        15       2026-11-28 10:00:15Z  its deletion was asked for
                             by scheduler, looking at schedulers/default-scheduler: vip/big gets the place of 1 less important pods on node-1
                             because of
                               14       2026-11-28 10:00:14Z  pods/vip/big: created
                                    by eve, request q2
                        """);
    }

    @Test
    void whatASilentNodeLosesGoesBecauseNothingIsHeardOfIt() {
        recordADeploymentOfOne();
        history.change(5, Type.ADDED, "nodes/node-1", NODE.formatted(""), "system:node:node-1", "q0")
                .told("nodelifecycle", "nodes/node-1", 6, Map.of("heartbeat", "now"), "heartbeats arrive")
                .told("nodelifecycle", "nodes/node-1", 14, Map.of("heartbeat", "long ago"), "no heartbeat")
                .change(
                        15,
                        Type.MODIFIED,
                        "nodes/node-1",
                        NODE.formatted("'taints':[{'key':'unreachable'}]"),
                        "nc",
                        "nodelifecycle/nodes/node-1/14/1")
                .change(16, Type.MODIFIED, "replicasets.apps/shop/web-1", SET.formatted(7), "ann", "q4")
                .decision("tainteviction", "pods/shop/a", 16, "its node has a taint that it does not tolerate")
                .change(
                        17,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", "").replace("'phase'", "'reason':'Taint','phase'"),
                        "tm",
                        "tainteviction/pods/shop/a/16/1")
                .change(
                        18,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:18Z'"),
                        "tm",
                        "tainteviction/pods/shop/a/16/1");

        assertThat(standing("pods/shop/a"))
                .filteredOn(line -> line.startsWith("it goes"))
                .containsExactly("it goes because of nodelifecycle, no heartbeat (revision 15, nodes/node-1: "
                        + "spec.taints: nothing -> [{\"key\":\"unreachable\"}])");
    }

    @Test
    void whatRanOnANodeThatIsSilentIsNotSaidToRun() {
        recordADeploymentOfOne();
        String status = "'phase':'Running','conditions':[{'type':'Ready','status':'False','reason':'NodeNotReady'}]";
        history.change(
                14, Type.MODIFIED, "pods/shop/a", pod("a", "p1", "").replace("'phase':'Pending'", status), "nc", "q");
        assertThat(standing("pods/shop/a")).startsWith("ran on node-1; nothing is heard of its node any more");

        String going = pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:15Z'");
        history.change(15, Type.MODIFIED, "pods/shop/a", going.replace("'phase':'Pending'", status), "tm", "q");
        assertThat(standing("pods/shop/a")).startsWith("is being deleted; nothing is heard of its node any more");
    }

    @Test
    void whetherItIsReadyIsToldFirst() {
        String node = "{'metadata':{'name':'node-1','uid':'n1'},'status':{'conditions':["
                + "{'type':'DiskPressure','status':'%1$s'},{'type':'Ready','status':'%2$s'}]}}";
        history.change(5, Type.ADDED, "nodes/node-1", node.formatted("False", "True"), "system:node:node-1", "q0")
                .change(6, Type.MODIFIED, "nodes/node-1", node.formatted("Unknown", "Unknown"), "nc", "q1");

        assertThat(text("nodes/node-1")).endsWith("""
                6        2026-11-28 10:00:06Z  Ready is Unknown
                     DiskPressure is Unknown
                     by nc, request q1
                """);
    }

    @Test
    void whatIsGoneIsStillExplained() {
        history.change(20, Type.ADDED, "configmaps/shop/c", config("one", "1"), "ann", "q1")
                .change(21, Type.MODIFIED, "configmaps/shop/c", config("one", "2"), "bob", "q2")
                .change(22, Type.DELETED, "configmaps/shop/c", config("one", "2"), "eve", "q3");

        assertThat(text("configmaps/shop/c")).isEqualTo("""
                configmap c in shop is gone
                  it was created because of ann (revision 20, configmaps/shop/c: created)
                  it goes because of eve (revision 22, configmaps/shop/c: gone)

                20       2026-11-28 10:00:20Z  created
                     by ann, request q1
                21       2026-11-28 10:00:21Z  data.k: 1 -> 2
                     by bob, request q2
                22       2026-11-28 10:00:22Z  gone
                     by eve, request q3
                """);
    }

    @Test
    void aJobTellsWhichPodsFailedAndWhatCameOfThat() {
        history.change(20, Type.ADDED, "jobs.batch/shop/j", job(""), "ann", "q1")
                .decision("job", "jobs.batch/shop/j", 20, "0 active, 0 succeeded, 0 failed")
                .change(21, Type.ADDED, "pods/shop/j-a", jobPod("j-a", ""), "jc", "job/jobs.batch/shop/j/20/1")
                .change(22, Type.MODIFIED, "pods/shop/j-a", jobPod("j-a", failed(3)), "system:node:node-1", "k1")
                .decision("job", "jobs.batch/shop/j", 22, "0 active, 0 succeeded, 1 failed")
                .change(23, Type.ADDED, "pods/shop/j-b", jobPod("j-b", ""), "jc", "job/jobs.batch/shop/j/22/1")
                .change(24, Type.MODIFIED, "pods/shop/j-b", jobPod("j-b", failed(4)), "system:node:node-1", "k2")
                .decision("job", "jobs.batch/shop/j", 24, "0 active, 0 succeeded, 2 failed: too many")
                .change(
                        25,
                        Type.MODIFIED,
                        "jobs.batch/shop/j",
                        job("'conditions':[{'type':'Failed','status':'True','reason':'BackoffLimitExceeded'}]"),
                        "jc",
                        "job/jobs.batch/shop/j/24/1");

        assertThat(text("jobs.batch/shop/j")).isEqualTo("""
                job j in shop is there
                  Failed is True (BackoffLimitExceeded)
                  2 pods failed (backoffLimit: 1)
                    pod j-a failed at revision 22: container main ended with exit code 3 (Error); then 0 active, 0 succeeded, 1 failed
                    pod j-b failed at revision 24: container main ended with exit code 4 (Error); then 0 active, 0 succeeded, 2 failed: too many
                  it was created because of ann (revision 20, jobs.batch/shop/j: created)

                20       2026-11-28 10:00:20Z  created
                     by ann, request q1
                22       2026-11-28 10:00:22Z  pods/shop/j-a: Failed
                     container main ended with exit code 3 (Error)
                     by system:node:node-1, request k1
                23       2026-11-28 10:00:23Z  pods/shop/j-b: created
                     by job, looking at jobs.batch/shop/j: 0 active, 0 succeeded, 1 failed
                     because of
                       22       2026-11-28 10:00:22Z  pods/shop/j-a: Failed
                            container main ended with exit code 3 (Error)
                            by system:node:node-1 (told already)
                24       2026-11-28 10:00:24Z  pods/shop/j-b: Failed
                     container main ended with exit code 4 (Error)
                     by system:node:node-1, request k2
                25       2026-11-28 10:00:25Z  Failed is True (BackoffLimitExceeded)
                     by job: 0 active, 0 succeeded, 2 failed: too many
                     because of
                       24       2026-11-28 10:00:24Z  pods/shop/j-b: Failed
                            container main ended with exit code 4 (Error)
                            by system:node:node-1 (told already)
                """);
    }

    /** A limit that the API fills in so that it never counts is none. */
    @Test
    void aJobThatCountsByIndexTellsThatLimit() {
        String perIndex = "'backoffLimitPerIndex':1,'maxFailedIndexes':2";
        assertThat(failuresOf("'backoffLimit':2147483647," + perIndex))
                .isEqualTo("1 pod failed (backoffLimitPerIndex: 1, maxFailedIndexes: 2)");
        assertThat(failuresOf("'backoffLimit':9," + perIndex))
                .isEqualTo("1 pod failed (backoffLimit: 9, backoffLimitPerIndex: 1, maxFailedIndexes: 2)");
        assertThat(failuresOf("'backoffLimit':2147483647")).isEqualTo("1 pod failed (backoffLimit: 2147483647)");
    }

    private static String failuresOf(String spec) {
        History failed = new RecordedHistory()
                .change(20, Type.ADDED, "jobs.batch/shop/j", job("", spec), "ann", "q1")
                .change(21, Type.ADDED, "pods/shop/j-a", jobPod("j-a", ""), "jc", "q2")
                .change(22, Type.MODIFIED, "pods/shop/j-a", jobPod("j-a", failed(3)), "system:node:node-1", "k1");
        Story story = Walk.of(ResourceKey.parse("jobs.batch/shop/j"), failed);
        assertThat(story).isNotNull();
        return story.standing().get(1);
    }

    @Test
    void anEvictionIsToldAsOneHoweverLittleTimeThePodHas() {
        recordADeploymentOfOne();
        String evicted = "'conditions':[{'type':'DisruptionTarget','status':'True','reason':'EvictionByEvictionAPI',"
                + "'message':'Eviction API: evicting'}],'phase'";
        String saysSo = pod("a", "p1", "").replace("'phase'", evicted);
        history.change(14, Type.MODIFIED, "pods/shop/a", saysSo, "bob", "q2")
                .change(15, Type.DELETED, "pods/shop/a", saysSo, "bob", "q2");

        assertThat(text("pods/shop/a"))
                .contains("  it goes because of bob (revision 14, pods/shop/a: " + Turns.EVICTION + ")\n")
                .endsWith("""
                        14       2026-11-28 10:00:14Z  its eviction was asked for through the Eviction API
                             by bob, request q2
                        15       2026-11-28 10:00:15Z  gone
                             by bob, request q2
                        """);
    }

    @Test
    void anEvictionWithGraceIsToldAsOne() {
        recordADeploymentOfOne();
        history.change(
                14,
                Type.MODIFIED,
                "pods/shop/a",
                pod("a", "p1", ",'deletionTimestamp':'2026-11-28T10:00:14Z'")
                        .replace(
                                "'phase'",
                                "'conditions':[{'type':'DisruptionTarget','status':'True',"
                                        + "'reason':'EvictionByEvictionAPI'}],'phase'"),
                "bob",
                "q2");

        assertThat(standing("pods/shop/a"))
                .contains("it goes because of bob (revision 14, pods/shop/a: " + Turns.EVICTION + ")");
        assertThat(text("pods/shop/a")).contains(Turns.DELETION).contains(Turns.EVICTION);
    }

    private static String job(String status) {
        return job(status, "'backoffLimit':1");
    }

    private static String job(String status, String spec) {
        return "{'metadata':{'name':'j','namespace':'shop','uid':'j1'},'spec':{" + spec + "},'status':{" + status
                + "}}";
    }

    private static String jobPod(String name, String status) {
        return "{'metadata':{'name':'" + name + "','namespace':'shop','uid':'" + name + "','ownerReferences':["
                + "{'apiVersion':'batch/v1','kind':'Job','name':'j','uid':'j1','controller':true}]},"
                + "'status':{" + status + "}}";
    }

    private static String failed(int exitCode) {
        return "'phase':'Failed','containerStatuses':[{'name':'main','state':{'terminated':{'exitCode':" + exitCode
                + ",'reason':'Error'}}}]";
    }

    @Test
    void onlyTheLatestBearerOfANameIsTold() {
        history.change(20, Type.ADDED, "configmaps/shop/c", config("one", "1"), "ann", "q1")
                .change(21, Type.DELETED, "configmaps/shop/c", config("one", "1"), "eve", "q2")
                .change(22, Type.ADDED, "configmaps/shop/c", config("two", "1"), "bob", "q3");

        Story story = Walk.of(ResourceKey.parse("configmaps/shop/c"), history);

        assertThat(story).isNotNull();
        assertThat(story.uid()).isEqualTo("two");
        assertThat(story.earlierLives()).isEqualTo(1);
        assertThat(story.turns()).hasSize(1);
    }

    @Test
    void aDecisionThatIsNotOnTheLogAnyMoreEndsTheWalk() {
        history.change(20, Type.ADDED, "configmaps/shop/c", config("one", "1"), "ann", "rootca/namespaces/shop/19/1");

        assertThat(text("configmaps/shop/c")).contains("by ann (the decision is not on the log)");
    }

    @Test
    void ofWhatTheLogDoesNotKnowThereIsNoStory() {
        assertThat(Walk.of(ResourceKey.parse("pods/shop/nobody"), history)).isNull();
    }

    private void recordADeploymentOfOne() {
        history.change(10, Type.ADDED, "deployments.apps/shop/web", WEB.formatted("", 1), "ann", "q1")
                .decision("deployment", "deployments.apps/shop/web", 10, "scaled up to 1")
                .change(
                        11,
                        Type.ADDED,
                        "replicasets.apps/shop/web-1",
                        SET.formatted(1),
                        "dc",
                        "deployment/deployments.apps/shop/web/10/1")
                .decision("replicaset", "replicasets.apps/shop/web-1", 11, "0 of 1 pods, 1 to create")
                .change(
                        12,
                        Type.ADDED,
                        "pods/shop/a",
                        POD.formatted("a", "p1", "", ""),
                        "rs",
                        "replicaset/replicasets.apps/shop/web-1/11/1")
                .decision(
                        "scheduler", "schedulers/default-scheduler", 12, "shop/a to node-1: best of 2", "1 fit nowhere")
                .change(
                        13,
                        Type.MODIFIED,
                        "pods/shop/a",
                        pod("a", "p1", ""),
                        "ks",
                        "scheduler/schedulers/default-scheduler/12/1");
    }

    private static String pod(String name, String uid, String metadata) {
        return POD.formatted(name, uid, metadata, "'nodeName':'node-1'");
    }

    private static String config(String uid, String value) {
        return "{'metadata':{'name':'c','namespace':'shop','uid':'" + uid + "'},'data':{'k':'" + value + "'}}";
    }

    private List<String> standing(String key) {
        Story story = Walk.of(ResourceKey.parse(key), history);
        assertThat(story).isNotNull();
        return story.standing();
    }

    private String text(String key) {
        ResourceKey parsed = ResourceKey.parse(key);
        ResourceKind kind = KubernetesKinds.registry().of(parsed);
        Story story = Walk.of(parsed, history);
        assertThat(story).isNotNull();
        return StoryText.of(story, kind);
    }
}
