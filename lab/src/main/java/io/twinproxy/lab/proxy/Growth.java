package io.twinproxy.lab.proxy;

/**
 * What one case did to a proxy's resident memory, in kilobytes.
 *
 * @param what the case, in a few words
 * @param before when the proxy had served one request
 * @param most while the case lasted
 * @param after once its clients were gone
 */
record Growth(String what, Target target, long before, long most, long after) {
    long grown() {
        return most - before;
    }

    long kept() {
        return after - before;
    }
}
