package io.twinproxy.lab.peer;

/** How a pair of keepaliveds is set. */
enum Tuning {
    DEFAULT("default timers: advert 1 s; check every 1 s, fall 2", 2, "1", 2),
    FAST("VRRPv3, advert 100 ms; check every 1 s, the least there is, fall 1", 3, "0.1", 1);

    private final String sentence;
    private final int version;
    private final String advert;
    private final int fall;

    Tuning(String sentence, int version, String advert, int fall) {
        this.sentence = sentence;
        this.version = version;
        this.advert = advert;
        this.fall = fall;
    }

    String sentence() {
        return sentence;
    }

    /** keepalived.conf(5); without a weight a check that fails takes the address away at once. */
    String configuration(int priority, String check) {
        return """
                global_defs {
                  router_id lab
                  vrrp_version %d
                  enable_script_security
                  script_user root
                }
                vrrp_script check {
                  script "%s"
                  interval 1
                  timeout 1
                  fall %d
                  rise 1
                }
                vrrp_instance lab {
                  state BACKUP
                  interface eth0
                  virtual_router_id 77
                  priority %d
                  advert_int %s
                  nopreempt
                  virtual_ipaddress {
                    %s/24
                  }
                  track_script {
                    check
                  }
                }
                """.formatted(version, check, fall, priority, advert, PeerNetwork.VIRTUAL);
    }
}
