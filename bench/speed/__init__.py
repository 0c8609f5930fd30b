"""What pages cost the web server beside a bare view, how that grows, and what a start costs."""
