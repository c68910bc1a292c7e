package dev.gyre.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.Version.Type;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadPodsTest {

    private static final String OWNED = """
            {'metadata':{'name':'%s','namespace':'shop','uid':'%s','ownerReferences':[
             {'apiVersion':'apps/v1','kind':'%s','name':'web','uid':'%s','controller':true}]},
             'spec':{%s},'status':{%s}}""";
    private static final String READY =
            "'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[]";
    private static final String UNREADY = "'phase':'Running','containerStatuses':[],"
            + "'conditions':[{'type':'Ready','status':'False','reason':'ContainersNotReady'}]";
    private static final String NOWHERE = "'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',"
            + "'reason':'Unschedulable','message':'0/1 nodes are available'}]";

    private final RecordedHistory history = new RecordedHistory()
            .change(10, Type.ADDED, "deployments.apps/shop/web", """
                    {'metadata':{'name':'web','namespace':'shop','uid':'d1'},'spec':{'replicas':4}}""", "ann", "q1")
            .change(
                    11,
                    Type.ADDED,
                    "replicasets.apps/shop/web-1",
                    owned("web-1", "r1", "Deployment", "d1", "", ""),
                    "",
                    "");

    @Test
    void ofADeploymentThePodsOfItsReplicaSetsCount() {
        pod(12, Type.ADDED, "a", "'nodeName':'node-1'", READY);
        assertThat(lines("deployments.apps/shop/web")).containsExactly("1 pod of 4");
        assertThat(lines("replicasets.apps/shop/web-1")).containsExactly("1 pod");
    }

    @Test
    void thoseThatDoNotServeSayWhyAndAlikeOnesOnce() {
        pod(12, Type.ADDED, "a", "'nodeName':'node-1'", READY);
        pod(13, Type.ADDED, "c", "", NOWHERE);
        pod(14, Type.ADDED, "b", "", NOWHERE);
        pod(15, Type.ADDED, "d", "'nodeName':'node-1'", UNREADY);

        assertThat(lines("deployments.apps/shop/web"))
                .containsExactly(
                        "4 pods, of which 3 do not serve:",
                        "  pod b (and 1 more) is pending: no node takes it: 0/1 nodes are available",
                        "  pod d runs on node-1, but Ready is False (ContainersNotReady)");
    }

    @Test
    void whatIsGoneOrOverOrSomebodyElsesDoesNotCount() {
        pod(12, Type.ADDED, "a", "'nodeName':'node-1'", READY);
        pod(13, Type.DELETED, "a", "'nodeName':'node-1'", READY);
        pod(14, Type.ADDED, "b", "'nodeName':'node-1'", "'phase':'Failed'");
        history.change(15, Type.ADDED, "pods/shop/x", owned("x", "px", "ReplicaSet", "r9", "", NOWHERE), "", "");

        assertThat(lines("deployments.apps/shop/web")).containsExactly("0 pods of 4");
        assertThat(lines("pods/shop/x")).isEmpty();
    }

    private void pod(long revision, Type type, String name, String spec, String status) {
        history.change(
                revision, type, "pods/shop/" + name, owned(name, "p" + name, "ReplicaSet", "r1", spec, status), "", "");
    }

    private static String owned(String name, String uid, String ownerKind, String owner, String spec, String status) {
        return OWNED.formatted(name, uid, ownerKind, owner, spec, status);
    }

    private List<String> lines(String key) {
        return WorkloadPods.lines(history.versionsOf(ResourceKey.parse(key)), history);
    }
}
